using System.Buffers.Binary;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class FrameTests
{
    /// <summary>Checks on the inbox's thread that every sender's frames come in order and whole.</summary>
    private sealed class Checker(int expected) : IFrameHandler
    {
        private readonly Dictionary<int, int> _next = [];
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task All => _all.Task;

        public void OnFrame(Link from, ReadOnlySpan<byte> frame)
        {
            string? wrong = Check(frame);
            if (wrong is not null)
                _all.TrySetException(new InvalidDataException(wrong));
            else if (++_count == expected)
                _all.TrySetResult();
        }

        public void OnDrained()
        {
        }

        private string? Check(ReadOnlySpan<byte> frame)
        {
            (int writer, int number) = (BinaryPrimitives.ReadInt32LittleEndian(frame), BinaryPrimitives.ReadInt32LittleEndian(frame[4..]));
            int due = _next.GetValueOrDefault(writer);
            _next[writer] = due + 1;
            if (number != due)
                return $"writer {writer}: frame {number} came when {due} was due";
            ReadOnlySpan<byte> body = frame[8..];
            for (int i = 0; i < body.Length; i++)
                if (body[i] != Pattern(writer, number, i))
                    return $"writer {writer}, frame {number} of {body.Length} bytes: byte {i} is wrong";
            return null;
        }
    }

    private static byte Pattern(int writer, int number, int at) => (byte)((writer * 31) + (number * 7) + at);

    private static void SendNumbered(Outlet outlet, int writer, int number, int size, bool defer)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(head, writer);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], number);
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++)
            body[i] = Pattern(writer, number, i);
        outlet.Send(head, body, defer);
    }

    private static int Size(Random random) => random.Next(10) switch
    {
        0 => random.Next(300_000),
        1 => random.Next(20_000),
        2 => 0,
        _ => random.Next(200),
    };

    [Theory]
    [InlineData(Way.Rings, 4096)]
    [InlineData(Way.Rings, 256 * 1024)]
    [InlineData(Way.Socket, 4096)]
    [InlineData(Way.Tls, 4096)]
    public async Task Frames_of_any_size_from_several_threads_arrive_whole_and_in_order(Way way, int ringBytes)
    {
        const int Writers = 4, Each = 2_000;
        await using WireWorld world = new(way);
        Checker checker = new(Writers * Each);
        WireEndpoint b = world.Start(2);
        Inbox inbox = b.OpenInbox("slot", checker);
        WireEndpoint a = world.Start(1, null, null, o => o with { RingBytes = ringBytes });
        Link link = await a.ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        Outlet shared = link.OpenOutlet(inbox.Id);

        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer =>
        {
            // The last writer has a ring of its own into the same inbox.
            Outlet outlet = writer == Writers - 1 ? link.OpenOutlet(inbox.Id) : shared;
            Random random = new(writer + ringBytes);
            for (int number = 0; number < Each; number++)
                SendNumbered(outlet, writer, number, Size(random), defer: random.Next(2) == 0);
        });

        await checker.All.WaitAsync(WireWorld.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(0, shared.QueuedBytes);
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task Both_directions_at_once_with_full_rings_do_not_block_each_other(Way way)
    {
        const int Frames = 3_000;
        await using WireWorld world = new(way);
        Checker atA = new(Frames), atB = new(Frames);
        WireEndpoint a = world.Start(1, atA, null, o => o with { RingBytes = 8192 });
        WireEndpoint b = world.Start(2, atB, null, o => o with { RingBytes = 8192 });
        Link ab = await a.ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        Link ba = await b.ConnectAsync(a.Self, TestContext.Current.CancellationToken);
        Parallel.Invoke(() => Flood(ab, 1), () => Flood(ba, 2));
        await Task.WhenAll(atA.All, atB.All).WaitAsync(WireWorld.Deadline, TestContext.Current.CancellationToken);

        static void Flood(Link link, int writer)
        {
            for (int number = 0; number < Frames; number++)
                SendNumbered(link.Control, writer, number, 1000, defer: false);
        }
    }

    [Fact]
    public async Task A_burst_that_overfills_the_ring_gets_through_though_nothing_follows()
    {
        await using WireWorld world = new(rings: true);
        Collector inB = new();
        WireEndpoint b = world.Start(2, inB), a = world.Start(1, null, null, o => o with { RingBytes = 4096 });
        Link link = await a.ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        Random random = new(1);
        for (int round = 0; round < 3_000; round++)
        {
            int size = 3_500 + random.Next(2_000);
            link.Control.Send([], new byte[size], defer: random.Next(3) == 0);
            Assert.Equal(size, inB.Next().Length);
        }
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task A_sender_is_not_blocked_by_a_reader_that_stands_still(Way way)
    {
        await using WireWorld world = new(way);
        using ManualResetEventSlim go = new();
        Collector slow = new() { Hook = (_, _) => go.Wait(WireWorld.Deadline) };
        WireEndpoint b = world.Start(2);
        Inbox inbox = b.OpenInbox("slot", slow);
        Link link = await world.Start(1).ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        Outlet outlet = link.OpenOutlet(inbox.Id);
        for (int i = 0; i < 400; i++)
            outlet.Send([], new byte[10_000]);
        if (way == Way.Rings)
            Assert.InRange(outlet.QueuedBytes, 3_000_000, 4_100_000);
        go.Set();
        Assert.All(slow.Next(400), frame => Assert.Equal(10_000, frame.Length));
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task A_frame_longer_than_the_reader_allows_closes_the_link(Way way)
    {
        await using WireWorld world = new(way);
        LinkLog log = new();
        WireEndpoint b = world.Start(2, null, log, o => o with { MaxFrameBytes = 100_000 });
        Link link = await world.Start(1).ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        Assert.Contains("100000", Assert.Throws<ArgumentException>(
            () => log.NextUp().Control.Send([1], new byte[100_000])).Message);
        link.Control.Send([], new byte[100_001]);
        Exception? reason = log.NextDown().Reason;
        Assert.IsType<WireViolationException>(reason);
        Assert.Contains("100000", reason.Message);
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task A_handler_that_throws_closes_the_link_of_its_frame(Way way)
    {
        await using WireWorld world = new(way);
        LinkLog log = new();
        WireEndpoint b = world.Start(2, new Collector { Hook = (_, _) => throw new InvalidDataException("bad frame") }, log);
        Link link = await world.Start(1).ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        link.Control.Send([1], []);
        Assert.Equal("bad frame", log.NextDown().Reason?.Message);
    }
}
