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
    public async Task A_worker_lets_in_only_a_few_strangers_at_a_time()
    {
        await using WireWorld world = new(Way.Tls);
        NodeIdentity five = world.Kept(world.Authority.Issue(5));
        _ = world.Start(5, null, null, o => o with { Remote = o.Remote! with { Identity = five } });
        WireEndpoint worker = world.StartWorker(5, 4, five, null, null, o => o with { Remote = o.Remote! with { MaxStrangers = 1 } });
        using RawNode first = new RawNode(world.Addresses[5], Preamble.Encode(worker.Self)).Authenticate(world.Authority.Certificate, 5);
        using RawNode second = new(world.Addresses[5], Preamble.Encode(worker.Self));
        Assert.True(second.IsClosedByPeer());
    }
}
