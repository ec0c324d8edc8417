using System.Diagnostics;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class DrainTests
{
    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task Another_thread_takes_the_frames_that_are_not_started(Way way)
    {
        await using WireWorld world = new(way);
        using SemaphoreSlim started = new(0);
        using ManualResetEventSlim go = new();
        Collector slot = new()
        {
            Hook = (_, frame) =>
            {
                if (frame[0] != 0)
                    return;
                started.Release();
                Assert.True(go.Wait(WireWorld.Deadline));
            },
        };
        WireEndpoint b = world.Start(2);
        Inbox inbox = b.OpenInbox("slot", slot);
        Link link = await world.Start(1).ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        Outlet outlet = link.OpenOutlet(inbox.Id);
        for (byte i = 0; i < 200; i++)
            outlet.Send([i], new byte[i * 10]);
        Assert.True(await started.WaitAsync(WireWorld.Deadline, TestContext.Current.CancellationToken));

        Collector taken = new();
        Stopwatch clock = Stopwatch.StartNew();
        while (taken.Count < 199 && clock.Elapsed < WireWorld.Deadline)
            inbox.Drain(taken);
        go.Set();
        outlet.Send([250], []);

        Assert.Equal(Enumerable.Range(1, 199).Select(i => (byte)i), taken.Next(199).Select(frame => frame[0]));
        taken.AwaitDrained();
        Assert.Equal([0, 250], slot.Next(2).Select(frame => frame[0]));
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task Every_frame_is_handed_out_once_while_draining_races_with_the_thread(Way way)
    {
        const int Frames = 20_000;
        await using WireWorld world = new(way);
        int[] seen = new int[Frames];
        using CountdownEvent all = new(Frames);
        Counter counter = new(seen, all);
        WireEndpoint b = world.Start(2);
        Inbox inbox = b.OpenInbox("slot", counter);
        Link link = await world.Start(1).ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        Outlet outlet = link.OpenOutlet(inbox.Id);
        Stopwatch clock = Stopwatch.StartNew();
        Thread drainer = new(() =>
        {
            while (!all.IsSet && clock.Elapsed < WireWorld.Deadline)
                inbox.Drain(counter);
        });
        drainer.IsBackground = true;
        drainer.Start();
        for (int i = 0; i < Frames; i++)
            outlet.Send(BitConverter.GetBytes(i), new byte[i % 100 == 0 ? 100_000 : 10]);
        Assert.True(all.Wait(WireWorld.Deadline, TestContext.Current.CancellationToken), $"{all.CurrentCount} frames did not come");
        Assert.True(drainer.Join(WireWorld.Deadline));
        Assert.All(seen, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task A_handler_may_drain_its_own_inbox()
    {
        await using WireWorld world = new(rings: true);
        Collector rest = new();
        Inbox? inbox = null;
        using ManualResetEventSlim sent = new();
        Collector slot = new()
        {
            Hook = (_, _) =>
            {
                Assert.True(sent.Wait(WireWorld.Deadline));
                inbox!.Drain(rest);
            },
        };
        WireEndpoint b = world.Start(2);
        inbox = b.OpenInbox("slot", slot);
        Link link = await world.Start(1).ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        Outlet outlet = link.OpenOutlet(inbox.Id);
        for (byte i = 0; i < 100; i++)
            outlet.Send([i], []);
        sent.Set();
        Assert.Equal(99, rest.Next(99).Count);
        Assert.Equal(0, slot.Next()[0]);
    }

    private sealed class Counter(int[] seen, CountdownEvent all) : IFrameHandler
    {
        public void OnFrame(Link from, ReadOnlySpan<byte> frame)
        {
            if (Interlocked.Increment(ref seen[BitConverter.ToInt32(frame)]) == 1)
                all.Signal();
        }

        public void OnDrained()
        {
        }
    }
}
