using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class DeferTests
{
    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task A_deferred_frame_arrives_though_nobody_flushes(Way way)
    {
        await using WireWorld world = new(way);
        Collector inB = new();
        WireEndpoint b = world.Start(2, inB);
        Link link = await world.Start(1).ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        for (byte i = 0; i < 50; i++)
        {
            link.Control.Send([i], [], defer: true);
            Assert.Equal([i], inB.Next());
            inB.AwaitDrained();
        }
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task Deferred_frames_arrive_on_flush_and_before_later_ones(Way way)
    {
        await using WireWorld world = new(way);
        Collector inB = new();
        Link link = await world.Start(1).ConnectAsync(world.Start(2, inB).Self, TestContext.Current.CancellationToken);
        link.Control.Send([1], [], defer: true);
        link.Control.Send([2], [], defer: true);
        link.Control.Flush();
        link.Control.Send([3], [], defer: true);
        link.Control.Send([4], []);
        Assert.Equal([1, 2, 3, 4], inB.Next(4).Select(frame => frame[0]));
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task A_burst_arrives_in_order_and_whole_though_the_peer_says_nothing(Way way)
    {
        await using WireWorld world = new(way);
        Collector inB = new();
        Link link = await world.Start(1).ConnectAsync(world.Start(2, inB).Self, TestContext.Current.CancellationToken);
        for (int i = 0; i < 1000; i++)
        {
            link.Control.Send(BitConverter.GetBytes(i), [], defer: true);
            link.Control.FlushSoon();
        }
        Assert.Equal(Enumerable.Range(0, 1000), inB.Next(1000).Select(frame => BitConverter.ToInt32(frame)));
    }

    [Fact]
    public async Task In_a_burst_frames_share_a_write_that_the_peers_next_word_lets_go()
    {
        using CountingConnection connection = new();
        SocketLoop loop = new(Path.Combine(Path.GetTempPath(), $"rsl{Guid.NewGuid():N}"[..12]), "ray-loop");
        loop.Start();
        SocketWriter writer = new(connection, loop);
        using SocketCarrier carrier = new(writer, 7);
        int alone = 0;
        for (; !carrier.IsInBurst && alone < 1000; alone++)
        {
            carrier.Put(new FrameBytes([1], default));
            carrier.Ring();
            Assert.Equal(alone + 1, connection.Writes);
        }
        Assert.True(carrier.IsInBurst, $"{alone} are no burst yet.");
        Assert.True(alone > 1, "A call and one more go out at once.");
        carrier.Put(new FrameBytes([2], default));
        carrier.Put(new FrameBytes([3], default));
        Assert.Equal(alone, connection.Writes);

        writer.Heard();

        Assert.Equal(alone + 1, connection.Writes);
        Assert.Equal(0, carrier.QueuedBytes);
        Assert.False(carrier.IsInBurst);
        loop.Stop();
        await loop.Ended.WaitAsync(WireWorld.Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Many_deferred_bytes_ring_by_themselves()
    {
        await using WireWorld world = new(rings: true);
        Collector inB = new();
        Link link = await world.Start(1).ConnectAsync(world.Start(2, inB).Self, TestContext.Current.CancellationToken);
        for (int i = 0; i < 1000; i++)
            link.Control.Send([], new byte[500], defer: true);
        Assert.Equal(1000, inB.Next(1000).Count);
    }
}
