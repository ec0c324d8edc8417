using RaySharp.Platform;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class HostileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Descriptors_that_are_not_sealed_memory_of_the_right_size_are_refused()
    {
        await using WireWorld world = new(rings: true);
        LinkLog log = new();
        _ = world.Start(2, null, log);
        int sealedBells = SealedMemory.Create("bells", BellLayout.FileBytes);
        int sealedSmall = SealedMemory.Create("small", 4096);
        int unsealed = Libc.MemfdCreate("unsealed", 3);
        _ = Libc.Truncate(unsealed, RingLayout.HeaderBytes + 65536);
        int blank = SealedMemory.Create("blank", RingLayout.HeaderBytes + 65536);
        string file = Path.Combine(world.Folder, "file");
        await File.WriteAllBytesAsync(file, new byte[BellLayout.FileBytes], Cancel);
        using FileStream stream = File.OpenRead(file);
        int[][] offers =
        [
            [], [sealedBells], [sealedBells, unsealed], [sealedBells, sealedSmall], [sealedBells, blank],
            [unsealed, blank], [(int)stream.SafeFileHandle.DangerousGetHandle(), blank],
        ];
        foreach (int[] offer in offers)
        {
            using RawPeer peer = new(world.Folder, 2);
            Assert.False(peer.Join(world.Options(9), offer));
        }
        Descriptor.Close([sealedBells, sealedSmall, unsealed, blank]);
        Assert.Equal(0, log.Ups);
    }

    public static TheoryData<string, ulong, ulong> BadHeads => new()
    {
        { "far ahead", 1 << 20, 0 }, { "behind", ulong.MaxValue - 7, 0 }, { "not aligned", 12, 0 },
        { "record longer than the rest", 64, 0x0fff_ffff }, { "last part without a first", 64, 0x3000_0004 }, { "unknown part", 64, 0x9000_0004 },
    };

    [Theory]
    [MemberData(nameof(BadHeads))]
    public async Task A_damaged_ring_closes_its_link_with_a_reason(string what, ulong head, ulong record)
    {
        await using WireWorld world = new(rings: true);
        LinkLog log = new();
        _ = world.Start(2, null, log);
        using RawPeer peer = new(world.Folder, 2);
        Assert.True(peer.JoinWell(world.Options(9)));
        Publish(peer, head, record);
        Assert.True(log.NextDown().Reason is WireViolationException, what);
        Assert.True(peer.IsClosedByPeer());
    }

    private static unsafe void Publish(RawPeer peer, ulong head, ulong record)
    {
        *(ulong*)(peer.Ring + RingLayout.HeaderBytes) = record;
        *RingLayout.Head(peer.Ring) = head;
        peer.PeerBells!.Ring(Inbox.ControlId);
    }

    [Fact]
    public async Task A_damaged_tail_closes_the_link_of_the_writer()
    {
        await using WireWorld world = new(rings: true);
        LinkLog log = new();
        _ = world.Start(2, null, log);
        using RawPeer peer = new(world.Folder, 2);
        Assert.True(peer.JoinWell(world.Options(9)));
        Link link = log.NextUp();
        SetTail(peer);
        for (int i = 0; i < 10; i++)
            link.Control.Send([], new byte[40_000]);
        Assert.IsType<WireViolationException>(log.NextDown().Reason);

        static unsafe void SetTail(RawPeer peer) => *RingLayout.Tail(peer.PeerRing) = 1 << 30;
    }

    [Fact]
    public async Task Garbage_on_the_socket_of_a_link_closes_it()
    {
        foreach (bool rings in (bool[])[true, false])
        {
            await using WireWorld world = new(rings);
            LinkLog log = new();
            _ = world.Start(2, null, log);
            for (byte kind = 0; kind < 16; kind++)
            {
                using RawPeer peer = new(world.Folder, 2);
                Assert.True(rings ? peer.JoinWell(world.Options(9)) : JoinSocket(peer, world.Options(9)));
                byte[] message = [0xff, 0xff, 0xff, (byte)(kind << 4), 1, 2, 3, 4];
                peer.Send(message);
                Assert.IsType<WireViolationException>(log.NextDown().Reason);
            }
        }
    }

    [Fact]
    public async Task A_ring_may_be_announced_only_with_a_descriptor_and_once()
    {
        await using WireWorld world = new(rings: true);
        LinkLog log = new();
        WireEndpoint b = world.Start(2, null, log);
        Inbox inbox = b.OpenInbox("slot", new Collector());
        byte[] open = new byte[12];
        SocketRecord.WriteHeader(open, SocketKind.OpenRing, 4, inbox.Id);
        open[8] = 5;
        using (RawPeer without = new(world.Folder, 2))
        {
            Assert.True(without.JoinWell(world.Options(9)));
            without.Send(open);
            Assert.Contains("descriptor", log.NextDown().Reason?.Message);
        }
        using RawPeer twice = new(world.Folder, 2);
        Assert.True(twice.JoinWell(world.Options(9)));
        int ring = MakeRing(twice, inbox.Id);
        twice.Send(open, ring);
        twice.Send(open, ring);
        Descriptor.Close(ring);
        Assert.Contains("twice", log.NextDown().Reason?.Message);

        static unsafe int MakeRing(RawPeer peer, uint inbox) => peer.NewRing(inbox, out _);
    }

    [Fact]
    public async Task Whatever_a_peer_stores_the_endpoint_lives_and_serves_others()
    {
        await using WireWorld world = new(rings: true);
        LinkLog log = new();
        Collector honest = new();
        WireEndpoint b = world.Start(2, new Collector { Hook = (from, frame) => { if (from.Peer.Value == 1) honest.OnFrame(from, frame); } }, log);
        Inbox inbox = b.OpenInbox("slot", new Collector());
        Link good = await world.Start(1).ConnectAsync(b.Self, Cancel);
        Assert.Equal(1ul, log.NextUp().Peer.Value);
        for (int seed = 0; seed < 300; seed++)
        {
            using (RawPeer peer = new(world.Folder, 2))
            {
                Assert.True(peer.JoinWell(world.Options(9)), $"seed {seed}");
                Damage(peer, log.NextUp(), new Random(seed), inbox.Id);
            }
            Assert.Equal(9ul, NextDownOf(log).Value);
            good.Control.Send([(byte)seed], []);
            Assert.Equal([(byte)seed], honest.Next());
        }
        Assert.True(good.IsUp);
    }

    private static ProcessId NextDownOf(LinkLog log) => log.NextDown().Link.Peer;

    private static unsafe void Damage(RawPeer peer, Link link, Random random, uint inbox)
    {
        int descriptor = peer.NewRing(inbox, out byte* second);
        byte[] open = new byte[12];
        SocketRecord.WriteHeader(open, SocketKind.OpenRing, 4, inbox);
        open[8] = 3;
        peer.Send(open, descriptor);
        Descriptor.Close(descriptor);
        for (int step = 0; step < 40; step++)
        {
            byte* ring = random.Next(3) switch { 0 => peer.PeerRing, 1 => second, _ => peer.Ring };
            switch (random.Next(6))
            {
                case 0:
                    *RingLayout.Head(ring) = (ulong)random.Next(0, 8192) * 8;
                    break;
                case 1:
                    *RingLayout.Tail(ring) = (ulong)random.NextInt64();
                    break;
                case 2:
                    *RingLayout.Wanted(ring) = (uint)random.Next();
                    break;
                case 3:
                    random.NextBytes(new Span<byte>(ring + RingLayout.HeaderBytes, 65536));
                    break;
                case 4:
                    random.NextBytes(new Span<byte>(ring, RingLayout.HeaderBytes));
                    break;
                default:
                    link.Control.Send([], new byte[random.Next(100_000)], defer: random.Next(2) == 0);
                    break;
            }
            peer.PeerBells!.Ring(random.Next(2) == 0 ? Inbox.ControlId : inbox);
        }
    }

    private static bool JoinSocket(RawPeer peer, WireOptions options)
    {
        byte[] hello = HelloMessage.Encode(HelloKind.Hello, false, HelloBody.Of(options).Encode());
        peer.Send(hello);
        byte[] challenge = peer.Read()!.Value.All;
        peer.Send(HelloMessage.Encode(HelloKind.Proof, false, HelloProof.OfClient(options.Secret, hello, challenge)));
        return peer.Read()?.Kind == HelloKind.Welcome;
    }
}
