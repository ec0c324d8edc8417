using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class DeathTests
{
    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task After_kill_9_all_published_control_frames_come_before_link_down(Way way)
    {
        const int Frames = 2_000;
        await using WireWorld world = new(way);
        using ManualResetEventSlim go = new();
        int before = -1;
        Collector control = new() { Hook = (_, _) => go.Wait(WireWorld.Deadline) };
        LinkLog log = new() { OnDown = () => Volatile.Write(ref before, control.Count) };
        WireEndpoint a = world.Start(1, control, log);
        Collector slot = new();
        Inbox inbox = a.OpenInbox("slot", slot);
        using WireChild child = WireChild.Start(world, Frames, inbox.Id, 10);
        child.AwaitSent();
        // Over the socket, what is not read yet is in the kernel: all is there once the last slot frame is.
        _ = slot.Next(10);

        child.Kill();
        go.Set();

        (Link link, Exception? reason) = log.NextDown();
        Assert.Equal(Frames, before);
        Assert.Equal(Enumerable.Range(0, Frames), control.Next(Frames).Select(frame => BitConverter.ToInt32(frame)));
        Assert.IsType<WireClosedException>(reason);
        Assert.Equal((world.Id(WireChild.Id), "child", false), (link.Peer, link.PeerRole, link.IsUp));
        Assert.False(a.TryGetLink(world.Id(WireChild.Id), out _));
        Assert.Equal(0, log.Downs);
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task After_link_down_a_busy_inbox_gets_no_more_frames_of_the_dead(Way way)
    {
        await using WireWorld world = new(way);
        using ManualResetEventSlim go = new();
        using SemaphoreSlim started = new(0);
        Collector slot = new()
        {
            Hook = (_, _) =>
            {
                started.Release();
                go.Wait(WireWorld.Deadline);
            },
        };
        LinkLog log = new();
        WireEndpoint a = world.Start(1, null, log);
        Inbox inbox = a.OpenInbox("slot", slot);
        using WireChild child = WireChild.Start(world, 1, inbox.Id, 1_000);
        child.AwaitSent();
        Assert.True(await started.WaitAsync(WireWorld.Deadline, TestContext.Current.CancellationToken));

        child.Kill();
        _ = log.NextDown();
        go.Set();
        inbox.Dispose();

        Assert.Equal(1, slot.Count);
    }
}
