using System.Net.Sockets;
using RaySharp.Platform;
using RaySharp.Security;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>What a worker makes of sockets that somebody of its machine hands it.</summary>
public class HandoffTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_a_connection_for_this_process_from_one_who_knows_the_secret_is_taken()
    {
        await using WireWorld world = new(Way.Tls);
        NodeIdentity five = world.Kept(world.Authority.Issue(5));
        _ = world.Start(5, null, null, o => o with { Remote = o.Remote! with { Identity = five } });
        WireEndpoint worker = world.StartWorker(5, 4, five);
        WireOptions options = world.Options(5);
        using Socket unix = UnixSocket.Connect(world.Folder, worker.Self);
        using Socket unconnected = new(SocketType.Stream, ProtocolType.Tcp);
        int memory = SealedMemory.Create("memory", 4096);
        byte[] good = Handoff.Encode(options, worker.Self);
        byte[] shorter = HelloMessage.Encode(HelloKind.Handoff, false, new byte[5]);
        (string What, byte[] Message, int[] Descriptors)[] offers =
        [
            ("no descriptor", good, []), ("no socket", good, [memory]), ("a Unix socket", good, [(int)unix.Handle]),
            ("not connected", good, [(int)unconnected.Handle]), ("another target", Handoff.Encode(options, WireWorld.Id(5, 5)), [memory]),
            ("another secret", Handoff.Encode(options with { Secret = new byte[32] }, worker.Self), [memory]), ("too short", shorter, [memory]),
        ];
        foreach ((string what, byte[] message, int[] descriptors) in offers)
        {
            using RawPeer peer = new(world.Folder, worker.Self.Value);
            peer.Send(message, descriptors);
            Assert.True(peer.IsClosedByPeer(), what);
        }
        Descriptor.Close(memory);
        Assert.True((await world.Start(3).ConnectAsync(worker.Self, Cancel)).IsUp);
    }

    [Fact]
    public async Task A_process_without_other_nodes_takes_no_sockets()
    {
        await using WireWorld world = new(rings: true);
        WireEndpoint alone = world.Start(2);
        using RawPeer peer = new(world.Folder, 2);
        peer.Send(Handoff.Encode(world.Options(1), alone.Self));
        Assert.Equal(HelloKind.Refusal, peer.Read()?.Kind);
        Assert.Null(peer.Read());
    }

    [Fact]
    public async Task A_worker_hears_a_few_strangers_at_a_time_and_the_others_after_them()
    {
        await using WireWorld world = new(Way.Tls);
        NodeIdentity five = world.Kept(world.Authority.Issue(5));
        _ = world.Start(5, null, null, o => o with { Remote = o.Remote! with { Identity = five } });
        WireEndpoint worker = world.StartWorker(5, 4, five, null, null, o => o with { Remote = o.Remote! with { MaxStrangers = 1 } });
        RawNode first = new RawNode(world.Addresses[5], Preamble.Encode(worker.Self)).Authenticate(world.Authority.Certificate, 5);
        using RawNode second = new(world.Addresses[5], [.. Preamble.Encode(worker.Self), .. new byte[40]]);
        Task<Link> honest = world.Start(3).ConnectAsync(worker.Self, Cancel).AsTask();
        first.Dispose();
        Assert.True(second.IsClosedByPeer());
        Assert.True((await honest.WaitAsync(WireWorld.Deadline, Cancel)).IsUp);
    }

    [Fact]
    public async Task Forty_processes_that_connect_to_a_worker_at_once_all_get_their_link()
    {
        await using WireWorld world = new(Way.Tls);
        NodeIdentity five = world.Kept(world.Authority.Issue(5)), six = world.Kept(world.Authority.Issue(6));
        _ = world.Start(5, null, null, o => o with { Remote = o.Remote! with { Identity = five } });
        _ = world.Start(6, null, null, o => o with { Remote = o.Remote! with { Identity = six } });
        WireEndpoint worker = world.StartWorker(5, 4, five, null, null, o => o with { HelloTimeout = WireWorld.Deadline, Remote = o.Remote! with { MaxStrangers = 2 } });
        Link[] links = await Task.WhenAll(Enumerable.Range(2, 40).Select(process =>
            world.StartWorker(6, (uint)process, six, null, null, o => o with { HelloTimeout = WireWorld.Deadline }).ConnectAsync(worker.Self, Cancel).AsTask())).WaitAsync(WireWorld.Deadline, Cancel);
        Assert.All(links, link => Assert.True(link.IsUp));
    }

    [Fact]
    public async Task A_worker_in_a_process_of_its_own_takes_over_a_connection_and_its_death_ends_the_link()
    {
        await using WireWorld world = new(Way.Tls);
        NodeIdentity one = world.Kept(world.Authority.Issue(1));
        WireEndpoint host = world.Start(1, null, null, o => o with { Remote = o.Remote! with { Identity = one } });
        Collector answers = new();
        LinkLog log = new();
        WireEndpoint other = world.Start(3, answers, log);
        using WireChild child = WireChild.StartWorker(world, one);
        child.AwaitSent();
        Link link = await other.ConnectAsync(WireWorld.Id(host.Self.Node, (uint)WireChild.Id), Cancel);
        link.Control.Send([1], new byte[200_000]);
        Assert.Equal(200_001, answers.Next().Length);
        child.Kill();
        Assert.IsType<WireClosedException>(log.NextDown().Reason);
    }
}
