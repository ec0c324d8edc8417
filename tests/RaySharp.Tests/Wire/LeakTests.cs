using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
[Collection(nameof(LeakTests))]
public class LeakTests
{
    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task Two_hundred_links_leave_no_descriptor_and_no_mapping(Way way)
    {
        await using WireWorld world = new(way);
        LinkLog log = new(), logB = new();
        Collector inB = new(), slot = new();
        WireEndpoint a = world.Start(1, null, log), b = world.Start(2, inB, logB);
        Inbox inbox = b.OpenInbox("slot", slot);
        for (int warm = 0; warm < 5; warm++)
            await Round();
        (int Descriptors, int Mappings) before = Count(), most = before;
        await Round(() => most = Count());
        for (int round = 0; round < 200; round++)
            await Round();

        // What the last round leaves may still be under way; a leak would be there 200 times.
        (int descriptors, int mappings) = Count();
        Assert.True(descriptors <= most.Descriptors && mappings <= most.Mappings,
            $"Descriptors and mappings were {before}, {most} while a link was open, and {(descriptors, mappings)} after 200 links.");

        async Task Round(Action? whileOpen = null)
        {
            Link link = await a.ConnectAsync(b.Self, TestContext.Current.CancellationToken);
            link.Control.Send([1], new byte[300_000]);
            using Outlet kept = link.OpenOutlet(inbox.Id);
            kept.Send([2], []);
            Outlet closed = link.OpenOutlet(inbox.Id);
            closed.Send([3], new byte[100_000]);
            closed.Dispose();
            _ = inB.Next();
            _ = slot.Next(2);
            whileOpen?.Invoke();
            link.Close();
            _ = log.NextDown();
            _ = logB.NextDown();
        }
    }

    private static (int Descriptors, int Mappings) Count() => (
        Directory.GetFiles("/proc/self/fd").Length,
        File.ReadLines("/proc/self/maps").Count(line => line.Contains("memfd:raysharp-")));
}
