using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using RaySharp.Security;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>What is particular to links between nodes; what all links have in common is in <see cref="LinkTests"/> and <see cref="FrameTests"/>.</summary>
public class RemoteLinkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_is_reached_through_its_nodes_port_and_reaches_others()
    {
        await using WireWorld world = new(Way.Tls);
        Collector inWorker = new() { Hook = (from, frame) => from.Control.Send(frame, [9]) }, answers = new();
        NodeIdentity five = world.Kept(world.Authority.Issue(5));
        WireEndpoint host = world.Start(5, null, null, o => o with { Remote = o.Remote! with { Identity = five } });
        WireEndpoint worker = world.StartWorker(5, 4, five, inWorker);
        WireEndpoint other = world.Start(3, answers);

        Link link = await other.ConnectAsync(worker.Self, Cancel);
        link.Control.Send([1], new byte[200_000]);

        Assert.Equal(200_002, answers.Next().Length);
        Assert.Equal((worker.Self, 0), (link.Peer, link.PeerPid));
        Assert.Null(worker.Announced);
        Assert.Equal(host.Announced, world.Addresses[5]);
        Assert.Same(inWorker.From.First(), await worker.ConnectAsync(other.Self, Cancel));
        // Within the node they are processes of one machine, as ever.
        Assert.Equal(Environment.ProcessId, (await worker.ConnectAsync(host.Self, Cancel)).PeerPid);
    }

    [Fact]
    public async Task Workers_of_two_nodes_dial_each_other_at_once_and_get_one_link()
    {
        await using WireWorld world = new(Way.Tls);
        NodeIdentity five = world.Kept(world.Authority.Issue(5)), six = world.Kept(world.Authority.Issue(6));
        _ = world.Start(5, null, null, o => o with { Remote = o.Remote! with { Identity = five } });
        _ = world.Start(6, null, null, o => o with { Remote = o.Remote! with { Identity = six } });
        for (uint process = 2; process < 12; process++)
        {
            LinkLog logA = new(), logB = new();
            WireEndpoint a = world.StartWorker(5, process, five, null, logA), b = world.StartWorker(6, process, six, null, logB);
            Link[] links = await Task.WhenAll(a.ConnectAsync(b.Self, Cancel).AsTask(), b.ConnectAsync(a.Self, Cancel).AsTask()).WaitAsync(WireWorld.Deadline, Cancel);
            Assert.All(links, link => Assert.True(link.IsUp));
            Assert.Equal((1, 1, 0, 0), (logA.Ups, logB.Ups, logA.Downs, logB.Downs));
        }
    }

    [Fact]
    public async Task A_process_that_its_node_does_not_have_is_said_to_be_unknown()
    {
        await using WireWorld world = new(Way.Tls);
        _ = world.Start(5);
        WireEndpoint other = world.Start(3);
        WireClosedException error = await Assert.ThrowsAsync<WireClosedException>(async () => await other.ConnectAsync(WireWorld.Id(5, 99), Cancel));
        Assert.Contains("knows no such process", error.Message);
    }

    [Fact]
    public async Task A_node_that_nobody_knows_or_where_nobody_listens_is_said_at_once()
    {
        await using WireWorld world = new(Way.Tls);
        WireEndpoint a = world.Start(3), gone = world.Start(5);
        WireClosedException unknown = await Assert.ThrowsAsync<WireClosedException>(async () => await a.ConnectAsync(world.Id(8), Cancel));
        Assert.Contains("Node 8 is not known.", unknown.Message);
        await gone.DisposeAsync().AsTask().WaitAsync(WireWorld.Deadline, Cancel);
        WireClosedException refused = await Assert.ThrowsAsync<WireClosedException>(async () => await a.ConnectAsync(gone.Self, Cancel));
        Assert.Contains($"{world.Addresses[5]}", refused.Message);
    }

    [Fact]
    public async Task A_node_that_cannot_be_found_in_time_fails_the_dial()
    {
        await using WireWorld world = new(Way.Tls);
        WireEndpoint a = world.Start(3, null, null, o => o with
        {
            Remote = o.Remote! with { DialTimeout = TimeSpan.FromMilliseconds(50), FindNode = async (_, cancel) => await new TaskCompletionSource<EndPoint>().Task.WaitAsync(cancel) },
        });
        WireClosedException error = await Assert.ThrowsAsync<WireClosedException>(async () => await a.ConnectAsync(world.Id(5), Cancel));
        Assert.Contains("0.05 s", error.Message);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        await using WireWorld world = new(Way.Tls);
        using ClusterAuthority impostor = ClusterAuthority.Create(TimeProvider.System);
        LinkLog log = new();
        _ = world.Start(5, null, log, o => o with { Remote = world.RemoteOf(5, impostor) });
        NodeCertificateException error = await Assert.ThrowsAsync<NodeCertificateException>(async () => await world.Start(3).ConnectAsync(world.Id(5), Cancel));
        Assert.Contains("not issued by this cluster's authority", error.Message);
        Assert.Equal(0, log.Ups);
    }

    [Fact]
    public async Task A_certificate_of_another_node_is_refused_and_named()
    {
        await using WireWorld world = new(Way.Tls);
        using NodeIdentity six = world.Authority.Issue(6);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        world.Addresses[5] = listener.LocalEndpoint;
        Task<Exception?> served = Task.Run(async () =>
        {
            using Socket accepted = await listener.AcceptSocketAsync(Cancel);
            _ = accepted.Receive(new byte[Preamble.Bytes]);
            await using SslStream tls = new(new NetworkStream(accepted));
            return await Xunit.Record.ExceptionAsync(async () =>
            {
                await tls.AuthenticateAsServerAsync(six.ServerOptions(), Cancel);
                Assert.Equal(0, await tls.ReadAsync(new byte[1], Cancel));
            });
        }, Cancel);
        NodeCertificateException error = await Assert.ThrowsAsync<NodeCertificateException>(async () => await world.Start(3).ConnectAsync(world.Id(5), Cancel));
        Assert.Contains("names node-6.raysharp where node-5.raysharp was expected", error.Message);
        _ = await served.WaitAsync(WireWorld.Deadline, Cancel);
    }

    [Fact]
    public async Task Another_secret_or_cluster_is_refused_on_both_sides()
    {
        await using WireWorld world = new(Way.Tls);
        LinkLog log = new();
        WireEndpoint five = world.Start(5, null, log);
        WireEndpoint secret = world.Start(1, null, null, o => o with { Secret = RandomNumberGenerator.GetBytes(32) });
        WireEndpoint cluster = world.Start(2, null, null, o => o with { ClusterId = "other" });
        foreach (WireEndpoint stranger in (WireEndpoint[])[secret, cluster])
        {
            await Assert.ThrowsAsync<WireAuthenticationException>(async () => await stranger.ConnectAsync(five.Self, Cancel));
            await Assert.ThrowsAsync<WireAuthenticationException>(async () => await five.ConnectAsync(stranger.Self, Cancel));
        }
        Assert.Equal(0, log.Ups);
    }

    [Fact]
    public async Task A_lost_nodes_links_close_and_none_comes_about_again_from_either_side()
    {
        await using WireWorld world = new(Way.Tls);
        LinkLog logA = new(), logLost = new(), logOther = new();
        WireEndpoint a = world.Start(3, null, logA), lost = world.Start(5, null, logLost), other = world.Start(6, null, logOther);
        _ = await a.ConnectAsync(lost.Self, Cancel);
        Link kept = await a.ConnectAsync(other.Self, Cancel);
        a.Refuse(5);
        (Link link, Exception? reason) = logA.NextDown();
        Assert.Equal(lost.Self, link.Peer);
        Assert.Contains("Node 5 was declared lost", Assert.IsType<WireNodeLostException>(reason).Message);
        _ = logLost.NextDown();
        await Assert.ThrowsAsync<WireNodeLostException>(async () => await a.ConnectAsync(lost.Self, Cancel));
        await Assert.ThrowsAsync<WireNodeLostException>(async () => await lost.ConnectAsync(a.Self, Cancel));
        a.Refuse(5);
        Assert.True(kept.IsUp);
        Assert.Equal((2, 0), (logA.Ups, logA.Downs));
        Assert.Throws<ArgumentException>(() => a.Refuse(3));
    }

    [Fact]
    public async Task Refusing_a_node_ends_a_dial_that_is_under_way()
    {
        await using WireWorld world = new(Way.Tls);
        using SemaphoreSlim asked = new(0);
        WireEndpoint a = world.Start(3, null, null, o => o with
        {
            Remote = o.Remote! with
            {
                FindNode = async (_, cancel) =>
                {
                    asked.Release();
                    return await new TaskCompletionSource<EndPoint>().Task.WaitAsync(cancel);
                },
            },
        });
        Task<Link> dial = a.ConnectAsync(world.Id(5), Cancel).AsTask();
        Assert.True(await asked.WaitAsync(WireWorld.Deadline, Cancel));
        a.Refuse(5);
        await Assert.ThrowsAsync<WireNodeLostException>(() => dial.WaitAsync(WireWorld.Deadline, Cancel));
    }

    [Fact]
    public async Task Disposing_ends_dials_and_hellos_that_are_under_way()
    {
        await using WireWorld world = new(Way.Tls);
        using TcpListener deaf = new(IPAddress.Loopback, 0);
        deaf.Start();
        world.Addresses[5] = deaf.LocalEndpoint;
        WireEndpoint a = world.Start(3);
        Task<Link> dial = a.ConnectAsync(world.Id(5), Cancel).AsTask();
        using Socket accepted = await deaf.AcceptSocketAsync(Cancel).AsTask().WaitAsync(WireWorld.Deadline, Cancel);
        using RawNode silent = new(world.Addresses[3], Preamble.Encode(a.Self));
        await a.DisposeAsync().AsTask().WaitAsync(WireWorld.Deadline, Cancel);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => dial.WaitAsync(WireWorld.Deadline, Cancel));
        Assert.True(silent.IsClosedByPeer());
    }

    [Fact]
    public async Task Options_that_cannot_work_are_refused_with_the_rule()
    {
        await using WireWorld world = new(Way.Tls);
        WireOptions options = world.Options(3);
        Assert.Contains("node 5", Refused(options with { Remote = world.RemoteOf(5) }));
        Assert.Contains("AnnouncedHost", Refused(options with { Remote = options.Remote! with { Listen = new(IPAddress.Any, 0) } }));
        Assert.Contains("MaxStrangers", Refused(options with { Remote = options.Remote! with { MaxStrangers = 0 } }));
        Assert.Contains("join secret", Refused(options with { Remote = options.Remote! with { Join = new([1], (_, _) => default) } }));
        await using WireEndpoint named = WireEndpoint.Start(options with { Remote = options.Remote! with { Listen = new(IPAddress.Any, 0), AnnouncedHost = "localhost" } }, new Collector(), new LinkLog());
        Assert.Equal("localhost", Assert.IsType<DnsEndPoint>(named.Announced).Host);
        Assert.DoesNotContain(Convert.ToHexString(world.Secret), options.ToString() + options.Remote);

        string Refused(WireOptions wrong) => Assert.Throws<ArgumentException>(() => WireEndpoint.Start(wrong, new Collector(), new LinkLog())).Message;
    }

    [Fact]
    public async Task A_node_is_reached_by_its_name()
    {
        await using WireWorld world = new(Way.Tls);
        WireEndpoint five = world.Start(5, null, null, o => o with { Remote = o.Remote! with { AnnouncedHost = "localhost" } });
        Assert.True((await world.Start(3).ConnectAsync(five.Self, Cancel)).IsUp);
    }
}
