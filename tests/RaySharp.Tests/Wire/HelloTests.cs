using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class HelloTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_secret_is_refused_on_both_sides_in_the_same_words()
    {
        await using WireWorld world = new(rings: true);
        LinkLog log = new();
        _ = world.Start(2, null, log);
        WireEndpoint stranger = world.Start(1, null, null, o => o with { Secret = RandomNumberGenerator.GetBytes(32) });
        WireAuthenticationException error = await Assert.ThrowsAsync<WireAuthenticationException>(
            async () => await stranger.ConnectAsync(new ProcessId(2), Cancel));
        Assert.Equal(new WireAuthenticationException().Message, error.Message);
        Assert.Equal(0, log.Ups);
    }

    [Fact]
    public async Task Another_cluster_with_the_same_secret_is_refused()
    {
        await using WireWorld world = new(rings: true);
        _ = world.Start(2);
        WireEndpoint stranger = world.Start(1, null, null, o => o with { ClusterId = "other" });
        await Assert.ThrowsAsync<WireAuthenticationException>(async () => await stranger.ConnectAsync(new ProcessId(2), Cancel));
    }

    [Fact]
    public async Task A_dialler_without_the_secret_gets_a_challenge_and_then_a_refusal()
    {
        await using WireWorld world = new(rings: true);
        LinkLog log = new();
        _ = world.Start(2, null, log);
        using RawPeer peer = new(world.Folder, 2);
        peer.Send(RawPeer.Hello(world.Options(9)));
        Assert.Equal(HelloKind.Challenge, peer.Read()?.Kind);
        peer.Send(HelloMessage.Encode(HelloKind.Proof, true, new byte[HelloProof.Bytes]));
        (HelloKind kind, byte[] all) = peer.Read() ?? default;
        Assert.Equal((HelloKind.Refusal, (byte)HelloRefusal.Authentication), (kind, all[^1]));
        Assert.Null(peer.Read());
        Assert.Equal(0, log.Ups);
    }

    [Fact]
    public async Task The_servers_own_proof_cannot_be_sent_back_to_it()
    {
        await using WireWorld world = new(rings: true);
        _ = world.Start(2);
        using RawPeer peer = new(world.Folder, 2);
        peer.Send(RawPeer.Hello(world.Options(9)));
        byte[] challenge = peer.Read()!.Value.All;
        peer.Send(HelloMessage.Encode(HelloKind.Proof, true, challenge.AsSpan(challenge.Length - HelloProof.Bytes)));
        Assert.Equal(HelloKind.Refusal, peer.Read()?.Kind);
    }

    [Fact]
    public async Task Another_version_is_named_to_both_sides()
    {
        await using WireWorld world = new(rings: true);
        _ = world.Start(2);
        using RawPeer peer = new(world.Folder, 2);
        byte[] hello = RawPeer.Hello(world.Options(9));
        BinaryPrimitives.WriteUInt16LittleEndian(hello.AsSpan(4), 99);
        peer.Send(hello);
        (HelloKind kind, byte[] all) = peer.Read() ?? default;
        Assert.Equal((HelloKind.Refusal, (byte)HelloRefusal.Version), (kind, all[^1]));

        using Socket listener = UnixSocket.Listen(world.Folder, new ProcessId(50));
        WireEndpoint a = world.Start(1);
        Task<Link> dial = a.ConnectAsync(new ProcessId(50), Cancel).AsTask();
        Assert.True(listener.Poll(WireWorld.Deadline, SelectMode.SelectRead));
        using Socket accepted = listener.Accept();
        _ = accepted.Send(hello);
        WireVersionException error = await Assert.ThrowsAsync<WireVersionException>(() => dial);
        Assert.Equal((1, 99), (error.Ours, error.Theirs));
        Assert.Contains("99", error.Message);
    }

    [Fact]
    public async Task A_silent_peer_is_dropped_after_the_time_it_has()
    {
        await using WireWorld world = new(rings: true);
        _ = world.Start(2, null, null, o => o with { HelloTimeout = TimeSpan.FromMilliseconds(50) });
        using RawPeer silent = new(world.Folder, 2);
        Assert.True(silent.IsClosedByPeer());

        using Socket deaf = UnixSocket.Listen(world.Folder, new ProcessId(50));
        WireEndpoint a = world.Start(1, null, null, o => o with { HelloTimeout = TimeSpan.FromMilliseconds(50) });
        WireClosedException error = await Assert.ThrowsAsync<WireClosedException>(async () => await a.ConnectAsync(new ProcessId(50), Cancel));
        Assert.Contains("0.05 s", error.Message);
    }

    [Fact]
    public async Task More_than_4_KiB_before_authentication_ends_the_connection()
    {
        await using WireWorld world = new(rings: true);
        _ = world.Start(2);
        using RawPeer announces = new(world.Folder, 2);
        byte[] header = HelloMessage.Encode(HelloKind.Hello, true, []);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), uint.MaxValue);
        announces.Send(header);
        Assert.True(announces.IsClosedByPeer());

        using RawPeer sends = new(world.Folder, 2);
        sends.Send(HelloMessage.Encode(HelloKind.Hello, true, new byte[4000]));
        sends.Send(new byte[20_000]);
        Assert.True(sends.IsClosedByPeer());
    }

    [Fact]
    public async Task Garbage_instead_of_a_hello_ends_the_connection_and_nothing_else()
    {
        await using WireWorld world = new(rings: true);
        WireEndpoint b = world.Start(2);
        Random random = new(5);
        byte[] good = RawPeer.Hello(world.Options(9));
        for (int round = 0; round < 200; round++)
        {
            using RawPeer peer = new(world.Folder, 2);
            byte[] bytes = (byte[])good.Clone();
            for (int hit = 0; hit < 3; hit++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            peer.Send(bytes.AsSpan(0, random.Next(bytes.Length)).ToArray());
            if (random.Next(2) == 0)
                peer.Socket.Shutdown(SocketShutdown.Send);
        }
        Assert.True((await world.Start(1).ConnectAsync(b.Self, Cancel)).IsUp);
    }

    [Fact]
    public async Task Nobody_listening_is_said_at_once()
    {
        await using WireWorld world = new(rings: true);
        WireClosedException error = await Assert.ThrowsAsync<WireClosedException>(
            async () => await world.Start(1).ConnectAsync(new ProcessId(33), Cancel));
        Assert.Contains("21.s", error.Message);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_run_folder_that_others_can_enter_or_whose_path_is_too_long_is_refused()
    {
        await using WireWorld world = new(rings: true);
        string open = Directory.CreateDirectory(Path.Combine(world.Folder, "open")).FullName;
        File.SetUnixFileMode(open, (UnixFileMode)0b111_101_101);
        Assert.Contains("755", Assert.Throws<UnauthorizedAccessException>(() => world.Start(1, null, null, o => o with { RunFolder = open })).Message);
        string deep = Directory.CreateDirectory(Path.Combine(world.Folder, new string('d', 120)), (UnixFileMode)0b111_000_000).FullName;
        Assert.Contains("107", Assert.Throws<ArgumentException>(() => world.Start(1, null, null, o => o with { RunFolder = deep })).Message);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_socket_file_is_private_and_goes_with_the_endpoint()
    {
        await using WireWorld world = new(rings: true);
        WireEndpoint a = world.Start(0x2a);
        string path = Path.Combine(world.Folder, "2a.s");
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(path));
        Assert.DoesNotContain(Convert.ToHexString(world.Secret), world.Options(1).ToString());
        await a.DisposeAsync().AsTask().WaitAsync(WireWorld.Deadline, Cancel);
        Assert.Empty(Directory.GetFiles(world.Folder));
    }
}
