using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

[Collection(nameof(LeakTests))]
public class RemoteLeakTests
{
    [Fact]
    public async Task Strangers_newcomers_and_failed_dials_leave_no_descriptor_and_no_thread()
    {
        await using WireWorld world = new(Way.Tls);
        byte[] secret = new byte[WireOptions.SecretBytes];
        WireEndpoint five = world.Start(5, null, null, o => o with { Remote = o.Remote! with { Join = new(secret, (_, _) => ValueTask.FromResult<byte[]>([1])) } });
        WireEndpoint other = world.Start(3, null, null, o => o with { Secret = secret });
        for (int warm = 0; warm < 5; warm++)
            await Round();
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int round = 0; round < 100; round++)
            await Round();

        // What the last round leaves may still be under way: a leak would be there a hundred times.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 20);
        Assert.True(SpinWait.SpinUntil(() => ThreadsNamed("ray-hello") + ThreadsNamed("ray-join") + ThreadsNamed("ray-read") == 0, WireWorld.Deadline));

        async Task Round()
        {
            using (RawNode garbage = new(world.Addresses[5], new byte[16]), half = new(world.Addresses[5], Preamble.Encode(five.Self)[..8]),
                noTls = new(world.Addresses[5], [.. Preamble.Encode(five.Self), .. new byte[40]]))
            {
                Assert.True(garbage.IsClosedByPeer());
                Assert.True(noTls.IsClosedByPeer());
            }
            await Assert.ThrowsAsync<WireAuthenticationException>(async () => await other.ConnectAsync(five.Self, TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<WireClosedException>(async () => await other.ConnectAsync(WireWorld.Id(5, 9), TestContext.Current.CancellationToken));
            RemoteJoin join = new() { Head = world.Addresses[5], Authority = world.Authority.Certificate, ClusterId = "test", Secret = secret, ReplyTimeout = WireWorld.Deadline };
            Assert.Equal([1], await join.AskAsync(new byte[1], TestContext.Current.CancellationToken));
        }
    }

    private static int ThreadsNamed(string name) => Directory.GetDirectories("/proc/self/task").Count(task => NameOf(task) == name);

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim();
        }
        catch (IOException)
        {
            // It has just ended.
            return "";
        }
    }
}
