using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using RaySharp.Security;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class JoinTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly byte[] _joinSecret = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);

    private static WireEndpoint Head(WireWorld world, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<byte[]>>? answer = null) =>
        world.Start(1, null, null, o => o with { Remote = o.Remote! with { Join = new(_joinSecret, answer ?? Echo) } });

    private static ValueTask<byte[]> Echo(ReadOnlyMemory<byte> request, CancellationToken cancel) => ValueTask.FromResult<byte[]>([.. request.Span, 1]);

    private static RemoteJoin Join(WireWorld world) => new()
    {
        Head = world.Addresses[1],
        Authority = world.Authority.Certificate,
        ClusterId = "test",
        Secret = _joinSecret,
        ReplyTimeout = WireWorld.Deadline,      // else it waits as long as the test
    };

    private static async Task<JoinException> Failure(RemoteJoin join, JoinFailure expected)
    {
        JoinException error = await Assert.ThrowsAsync<JoinException>(async () => await join.AskAsync(new byte[3], Cancel));
        Assert.True(error.Failure == expected, $"{expected} was expected, but: {error}");
        Assert.Contains($"{join.Head}", error.Message);
        return error;
    }

    [Fact]
    public async Task A_newcomer_gets_its_number_and_identity_and_then_a_link()
    {
        await using WireWorld world = new(Way.Tls);
        WireEndpoint head = Head(world, (request, _) =>
        {
            using NodeIdentity issued = world.Authority.Issue(BitConverter.ToUInt32(request.Span));
            return ValueTask.FromResult<byte[]>([.. world.Secret, .. issued.Encode()]);
        });
        byte[] reply = await Join(world).AskAsync(BitConverter.GetBytes(7u), Cancel);
        NodeIdentity identity = world.Kept(NodeIdentity.Decode(reply.AsSpan(WireOptions.SecretBytes)));
        WireEndpoint newcomer = world.Start(identity.Node, null, null, o => o with { Secret = reply[..WireOptions.SecretBytes], Remote = o.Remote! with { Identity = identity } });
        Assert.True((await newcomer.ConnectAsync(head.Self, Cancel)).IsUp);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65535)]
    public async Task A_request_and_a_reply_of_any_size_allowed_get_through(int bytes)
    {
        await using WireWorld world = new(Way.Tls);
        _ = Head(world);
        byte[] request = RandomNumberGenerator.GetBytes(bytes);
        Assert.Equal([.. request, 1], await Join(world).AskAsync(request, Cancel));
    }

    [Fact]
    public async Task What_is_longer_than_64_KiB_does_not_leave()
    {
        await using WireWorld world = new(Way.Tls);
        _ = Head(world);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Join(world).AskAsync(new byte[65537], Cancel));
        // The handler adds a byte to its reply.
        Assert.Equal(JoinFailure.Closed, (await Assert.ThrowsAsync<JoinException>(async () => await Join(world).AskAsync(new byte[65536], Cancel))).Failure);
    }

    [Fact]
    public async Task A_head_that_proves_itself_and_never_replies_is_given_up()
    {
        await using WireWorld world = new(Way.Tls);
        _ = Head(world, static async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            return [];
        });
        JoinException slow = await Failure(Join(world) with { ReplyTimeout = TimeSpan.FromMilliseconds(50) }, JoinFailure.TooSlow);
        Assert.Contains("did not say within 0.05 s whether this process may join", slow.Message);
    }

    [Fact]
    public async Task Another_join_secret_is_refused_and_the_handler_never_hears_of_it()
    {
        await using WireWorld world = new(Way.Tls);
        bool asked = false;
        _ = Head(world, (_, _) =>
        {
            asked = true;
            return ValueTask.FromResult<byte[]>([]);
        });
        _ = await Failure(Join(world) with { Secret = RandomNumberGenerator.GetBytes(32) }, JoinFailure.Secret);
        _ = await Failure(Join(world) with { Secret = world.Secret }, JoinFailure.Secret);
        Assert.False(asked);
    }

    [Fact]
    public async Task A_newcomer_that_does_not_check_the_head_is_still_asked_for_its_proof()
    {
        await using WireWorld world = new(Way.Tls);
        _ = Head(world, (_, _) => throw new InvalidOperationException("asked"));
        using RawNode raw = new RawNode(world.Addresses[1], Preamble.Encode(ProcessId.None)).Authenticate(world.Authority.Certificate, 1);
        raw.Tls!.Write(HelloMessage.Encode(HelloKind.Hello, false, HelloBody.Newcomer("test").Encode()));
        Assert.Equal(HelloKind.Challenge, raw.Read()?.Kind);
        raw.Tls.Write(HelloMessage.Encode(HelloKind.Proof, false, new byte[HelloProof.Bytes]));
        raw.Tls.Write(HelloMessage.Encode(HelloKind.JoinRequest, false, [1]));
        Assert.Equal(HelloKind.Refusal, raw.Read()?.Kind);
        Assert.Null(raw.Read());
    }

    [Fact]
    public async Task Another_clusters_head_is_told_by_its_certificate_or_its_name()
    {
        await using WireWorld world = new(Way.Tls);
        _ = Head(world);
        using ClusterAuthority other = ClusterAuthority.Create(TimeProvider.System);
        _ = await Failure(Join(world) with { Authority = other.Certificate }, JoinFailure.Certificate);
        Assert.Contains("cluster test", (await Failure(Join(world) with { ClusterId = "mine" }, JoinFailure.Cluster)).Message);
    }

    [Fact]
    public async Task A_node_that_is_no_head_closes_the_connection()
    {
        await using WireWorld world = new(Way.Tls);
        _ = world.Start(1);
        _ = await Failure(Join(world), JoinFailure.Closed);
    }

    [Fact]
    public async Task Nobody_listening_and_nobody_answering_and_another_protocol_are_told_apart()
    {
        await using WireWorld world = new(Way.Tls);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        world.Addresses[1] = listener.LocalEndpoint;
        _ = await Failure(Join(world) with { Timeout = TimeSpan.FromMilliseconds(50) }, JoinFailure.TooSlow);
        _ = await Served(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"), JoinFailure.NotTls);
        byte[] otherVersion = Preamble.Encode(ProcessId.None);
        otherVersion[4] = 99;
        Assert.Contains("99", (await Served(otherVersion, JoinFailure.Version)).Message);
        _ = await Served([], JoinFailure.Closed);
        listener.Stop();
        _ = await Failure(Join(world), JoinFailure.Unreachable);

        async Task<JoinException> Served(byte[] answer, JoinFailure expected)
        {
            using CancellationTokenSource end = new();
            Task server = Task.Run(async () =>
            {
                while (true)
                {
                    using Socket accepted = await listener.AcceptSocketAsync(end.Token);
                    accepted.ReceiveTimeout = (int)WireWorld.Deadline.TotalMilliseconds;
                    _ = accepted.Send(answer);
                    accepted.Shutdown(SocketShutdown.Send);
                    while (accepted.Receive(new byte[4096]) > 0)
                    {
                    }
                }
            }, Cancel);
            JoinException error = await Failure(Join(world), expected);
            await end.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.WaitAsync(WireWorld.Deadline, Cancel));
            return error;
        }
    }

    [Fact]
    public async Task A_handler_that_throws_closes_the_connection_and_one_that_waits_hears_the_end()
    {
        await using WireWorld world = new(Way.Tls);
        _ = Head(world, (_, _) => throw new InvalidDataException("no"));
        _ = await Failure(Join(world), JoinFailure.Closed);

        using SemaphoreSlim asked = new(0);
        TaskCompletionSource canceled = new();
        await using WireWorld other = new(Way.Tls);
        WireEndpoint head = Head(other, async (_, stop) =>
        {
            asked.Release();
            try
            {
                return await new TaskCompletionSource<byte[]>().Task.WaitAsync(stop);
            }
            catch (OperationCanceledException)
            {
                canceled.SetResult();
                throw;
            }
        });
        Task<byte[]> waits = Join(other).AskAsync(new byte[1], Cancel);
        Assert.True(await asked.WaitAsync(WireWorld.Deadline, Cancel));
        await head.DisposeAsync().AsTask().WaitAsync(WireWorld.Deadline, Cancel);
        await canceled.Task.WaitAsync(WireWorld.Deadline, Cancel);
        Assert.Equal(JoinFailure.Closed, (await Assert.ThrowsAsync<JoinException>(() => waits.WaitAsync(WireWorld.Deadline, Cancel))).Failure);
    }

    [Fact]
    public async Task Who_asks_can_give_up()
    {
        await using WireWorld world = new(Way.Tls);
        using SemaphoreSlim asked = new(0);
        _ = Head(world, async (_, stop) =>
        {
            asked.Release();
            return await new TaskCompletionSource<byte[]>().Task.WaitAsync(stop);
        });
        using CancellationTokenSource patience = new();
        Task<byte[]> waits = Join(world).AskAsync(new byte[1], patience.Token);
        Assert.True(await asked.WaitAsync(WireWorld.Deadline, Cancel));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits.WaitAsync(WireWorld.Deadline, Cancel));
    }

    [Fact]
    public void No_text_shows_the_secret() => Assert.Equal("RemoteJoin { Head = 127.0.0.1:1, ClusterId = c, Secret = *** } JoinService { Secret = *** }",
        $"{new RemoteJoin { Head = new IPEndPoint(IPAddress.Loopback, 1), Authority = [], ClusterId = "c", Secret = _joinSecret }} {new JoinService(_joinSecret, Echo)}");
}
