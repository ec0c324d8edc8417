using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using RaySharp.Security;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>Whoever can reach a node's port, and does not know the secret.</summary>
public class RemoteHostileTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static byte[] Hello(WireWorld world, ulong id) => HelloMessage.Encode(HelloKind.Hello, false, HelloBody.Of(world.Options(id)).Encode());

    private static RawNode Connect(WireWorld world, uint node) =>
        new RawNode(world.Addresses[node], Preamble.Encode(world.Id(node))).Authenticate(world.Authority.Certificate, node);

    /// <summary>The whole hello, by hand.</summary>
    private static RawNode Join(WireWorld world, uint node, ulong self)
    {
        RawNode raw = Connect(world, node);
        byte[] hello = Hello(world, self);
        raw.Tls!.Write(hello);
        byte[] challenge = raw.Read()!.Value.All;
        raw.Tls.Write(HelloMessage.Encode(HelloKind.Proof, false, HelloProof.OfClient(world.Secret, hello, challenge, raw.Check!.CertificateHash)));
        Assert.Equal(HelloKind.Welcome, raw.Read()?.Kind);
        return raw;
    }

    [Fact]
    public async Task A_relay_with_a_certificate_of_the_same_node_gets_no_proof_that_counts()
    {
        await using WireWorld world = new(Way.Tls);
        LinkLog log = new();
        WireEndpoint five = world.Start(5, null, log);
        EndPoint real = world.Addresses[5];
        using NodeIdentity stolen = world.Authority.Issue(5);
        using TcpListener relay = new(IPAddress.Loopback, 0);
        relay.Start();
        world.Addresses[5] = relay.LocalEndpoint;
        Task relayed = Task.Run(Relay, Cancel);
        await Assert.ThrowsAsync<WireAuthenticationException>(async () => await world.Start(3).ConnectAsync(five.Self, Cancel));
        await relayed.WaitAsync(WireWorld.Deadline, Cancel);
        Assert.Equal(0, log.Ups);

        async Task Relay()
        {
            using Socket dialler = await relay.AcceptSocketAsync(Cancel);
            byte[] preamble = new byte[Preamble.Bytes];
            Assert.Equal(preamble.Length, dialler.Receive(preamble));
            await using SslStream towards = new(new NetworkStream(dialler));
            await towards.AuthenticateAsServerAsync(stolen.ServerOptions(), Cancel);
            using RawNode onwards = new RawNode(real, preamble).Authenticate(world.Authority.Certificate, 5);
            onwards.Tls!.Write(RawNode.Read(towards)!.Value.All);
            await towards.WriteAsync(onwards.Read()!.Value.All, Cancel);
            Assert.Null(RawNode.Read(towards));
        }
    }

    [Fact]
    public async Task A_proof_for_another_connection_is_refused()
    {
        await using WireWorld world = new(Way.Tls);
        _ = world.Start(5);
        using RawNode raw = Connect(world, 5);
        byte[] hello = Hello(world, 9);
        raw.Tls!.Write(hello);
        byte[] challenge = raw.Read()!.Value.All;
        raw.Tls.Write(HelloMessage.Encode(HelloKind.Proof, false, HelloProof.OfClient(world.Secret, hello, challenge)));
        (HelloKind kind, byte[] all) = raw.Read() ?? default;
        Assert.Equal((HelloKind.Refusal, (byte)HelloRefusal.Authentication), (kind, all[^1]));
        Assert.Null(raw.Read());
    }

    [Fact]
    public async Task Nothing_older_than_TLS_1_3_is_spoken()
    {
        await using WireWorld world = new(Way.Tls);
        _ = world.Start(5);
        using RawNode old = new(world.Addresses[5], Preamble.Encode(world.Id(5)));
        Exception? refused = Xunit.Record.Exception(() => old.Authenticate(world.Authority.Certificate, 5, SslProtocols.Tls12));
        Assert.True(refused is IOException or System.Security.Authentication.AuthenticationException, $"{refused}");

        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        world.Addresses[6] = listener.LocalEndpoint;
        using NodeIdentity six = world.Authority.Issue(6);
        Task<Exception?> server = Task.Run(async () =>
        {
            using Socket accepted = await listener.AcceptSocketAsync(Cancel);
            _ = accepted.Receive(new byte[Preamble.Bytes]);
            await using SslStream tls = new(new NetworkStream(accepted));
            SslServerAuthenticationOptions options = six.ServerOptions();
            options.EnabledSslProtocols = SslProtocols.Tls12;
            return await Xunit.Record.ExceptionAsync(async () => await tls.AuthenticateAsServerAsync(options, Cancel));
        }, Cancel);
        await Assert.ThrowsAsync<WireTlsException>(async () => await world.Start(3).ConnectAsync(world.Id(6), Cancel));
        Assert.NotNull(await server.WaitAsync(WireWorld.Deadline, Cancel));
    }

    [Fact]
    public async Task What_is_no_preamble_or_names_nobody_here_is_closed()
    {
        await using WireWorld world = new(Way.Tls);
        WireEndpoint five = world.Start(5);
        Random random = new(7);
        byte[] good = Preamble.Encode(five.Self), reserved = (byte[])good.Clone(), version = (byte[])good.Clone();
        reserved[6] = 1;
        version[4] = 99;
        byte[][] openings = [new byte[16], reserved, version, Preamble.Encode(ProcessId.None), Preamble.Encode(world.Id(6)), Preamble.Encode(WireWorld.Id(5, 77)),
            .. Enumerable.Range(0, 100).Select(_ =>
            {
                byte[] bytes = (byte[])good.Clone();
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                return bytes;
            })];
        foreach (byte[] opening in openings)
        {
            using RawNode raw = new(world.Addresses[5], opening);
            Assert.True(raw.IsClosedByPeer());
        }
        Assert.True((await world.Start(3).ConnectAsync(five.Self, Cancel)).IsUp);
    }

    [Fact]
    public async Task Who_is_slow_anywhere_before_the_proof_is_dropped()
    {
        await using WireWorld world = new(Way.Tls);
        WireEndpoint five = world.Start(5, null, null, o => o with { HelloTimeout = TimeSpan.FromSeconds(2) });
        byte[] preamble = Preamble.Encode(five.Self);
        byte[] halfClientHello = [.. preamble, 0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, .. new byte[50]];
        List<RawNode> silent = [.. ((byte[][])[[], preamble[..3], preamble, halfClientHello]).Select(opening => new RawNode(world.Addresses[5], opening))];
        RawNode afterTls = Connect(world, 5), afterHello = Connect(world, 5);
        afterHello.Tls!.Write(Hello(world, 9));
        Assert.Equal(HelloKind.Challenge, afterHello.Read()?.Kind);
        foreach (RawNode raw in (RawNode[])[.. silent, afterTls, afterHello])
        {
            Assert.True(raw.IsClosedByPeer());
            raw.Dispose();
        }
    }

    [Fact]
    public async Task A_node_that_never_answers_is_given_up()
    {
        await using WireWorld world = new(Way.Tls);
        using TcpListener deaf = new(IPAddress.Loopback, 0);
        deaf.Start();
        world.Addresses[5] = deaf.LocalEndpoint;
        WireEndpoint a = world.Start(3, null, null, o => o with { HelloTimeout = _short });
        WireClosedException error = await Assert.ThrowsAsync<WireClosedException>(async () => await a.ConnectAsync(world.Id(5), Cancel));
        Assert.Contains("0.2 s", error.Message);
    }

    [Fact]
    public async Task Strangers_are_let_in_a_few_at_a_time_and_the_others_wait()
    {
        await using WireWorld world = new(Way.Tls);
        WireEndpoint five = world.Start(5, null, null, o => o with { HelloTimeout = WireWorld.Deadline, Remote = o.Remote! with { MaxStrangers = 4 } });
        byte[] preamble = Preamble.Encode(five.Self);
        List<RawNode> flood = [.. Enumerable.Range(0, 24).Select(i => new RawNode(world.Addresses[5], i % 2 == 0 ? preamble : preamble[..5]))];
        using RawNode garbage = new(world.Addresses[5], new byte[16]);
        Task<Link> honest = world.Start(3, null, null, o => o with { HelloTimeout = WireWorld.Deadline }).ConnectAsync(five.Self, Cancel).AsTask();
        Assert.False(garbage.Socket.Poll(_short, SelectMode.SelectRead), "whoever came after the flood is not heard");
        flood.ForEach(raw => raw.Dispose());
        Assert.True(garbage.IsClosedByPeer());
        Assert.True((await honest.WaitAsync(WireWorld.Deadline, Cancel)).IsUp);
    }

    [Fact]
    public async Task More_than_a_hellos_bytes_before_the_proof_end_the_connection()
    {
        await using WireWorld world = new(Way.Tls);
        _ = world.Start(5);
        using RawNode announces = Connect(world, 5);
        byte[] header = HelloMessage.Encode(HelloKind.Hello, false, []);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), uint.MaxValue);
        announces.Tls!.Write(header);
        Assert.Equal(HelloKind.Refusal, announces.Read()?.Kind);
        Assert.True(announces.IsClosedByPeer());

        using RawNode sends = Connect(world, 5);
        sends.Tls!.Write(HelloMessage.Encode(HelloKind.Hello, false, new byte[4000]).AsSpan(0, 3000));
        sends.Tls.Write(new byte[3000]);
        Assert.True(sends.IsClosedByPeer());

        using RawNode withoutTls = new(world.Addresses[5], Preamble.Encode(world.Id(5)));
        byte[] hugeClientHello = new byte[60_000];
        for (int at = 0; at < hugeClientHello.Length; at += 16_000)
            ((ReadOnlySpan<byte>)[0x16, 3, 1, 0x3e, 0x7b]).CopyTo(hugeClientHello.AsSpan(at));
        ((ReadOnlySpan<byte>)[1, 0, 0xea, 0]).CopyTo(hugeClientHello.AsSpan(5));
        _ = withoutTls.Socket.Send(hugeClientHello);
        Assert.True(withoutTls.IsClosedByPeer());
    }

    [Fact]
    public async Task Garbage_as_TLS_or_as_hello_ends_its_connection_and_nothing_else()
    {
        await using WireWorld world = new(Way.Tls);
        WireEndpoint five = world.Start(5);
        Random random = new(5);
        byte[] good = Hello(world, 9), preamble = Preamble.Encode(five.Self);
        for (int round = 0; round < 100; round++)
        {
            byte[] noise = new byte[random.Next(1, 2000)];
            random.NextBytes(noise);
            if (random.Next(2) == 0)
                noise[0] = 0x16;
            using RawNode noTls = new(world.Addresses[5], [.. preamble, .. noise]);

            using RawNode raw = Connect(world, 5);
            byte[] bytes = (byte[])good.Clone();
            for (int hit = 0; hit < 3; hit++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            raw.Tls!.Write(bytes.AsSpan(0, random.Next(bytes.Length)));
            if (random.Next(2) == 0)
                raw.Socket.Shutdown(SocketShutdown.Send);
        }
        Assert.True((await world.Start(3).ConnectAsync(five.Self, Cancel)).IsUp);
    }

    [Fact]
    public async Task Garbage_on_a_link_closes_it_with_a_reason()
    {
        await using WireWorld world = new(Way.Tls);
        LinkLog log = new();
        _ = world.Start(5, null, log);
        using (RawNode record = Join(world, 5, 9))
        {
            record.Tls!.Write([0xff, 0xff, 0xff, 0xf0, 1, 2, 3, 4]);
            Assert.IsType<WireViolationException>(log.NextDown().Reason);
        }
        using RawNode tls = Join(world, 5, 9);
        byte[] damaged = [0x17, 3, 3, 0, 40, .. new byte[40]];
        _ = tls.Socket.Send(damaged);
        Assert.IsType<WireViolationException>(log.NextDown().Reason);
        Assert.True(tls.IsClosedByPeer());
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_blocks_no_sender_and_gets_all_in_order_once_it_reads()
    {
        const int Frames = 64, Bytes = 1 << 20;
        await using WireWorld world = new(Way.Tls);
        LinkLog log = new();
        _ = world.Start(5, null, log);
        using RawNode deaf = Join(world, 5, 9);
        Link link = log.NextUp();
        byte[] frame = new byte[Bytes];
        for (int i = 0; i < Frames; i++)
        {
            Array.Fill(frame, (byte)i);
            link.Control.Send([], frame);
        }
        Assert.True(link.Control.QueuedBytes > Frames / 2 * Bytes, $"{link.Control.QueuedBytes} bytes are queued");

        byte[] header = new byte[SocketRecord.HeaderBytes];
        for (long read = 0; read < (long)Frames * Bytes;)
        {
            deaf.Tls!.ReadExactly(header);
            int payload = RaySharp.Wire.Record.Payload(BinaryPrimitives.ReadUInt32LittleEndian(header));
            deaf.Tls.ReadExactly(frame, 0, payload);
            Assert.Equal((byte)(read / Bytes), frame[0]);
            Assert.Equal(-1, frame.AsSpan(0, payload).IndexOfAnyExcept(frame[0]));
            read += payload;
        }
        Assert.Equal(0, link.Control.QueuedBytes);
    }
}
