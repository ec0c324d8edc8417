using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Runtime.Versioning;
using RaySharp.Hosting;
using RaySharp.Wire;

namespace RaySharp.Tests.Cluster;

/// <summary>What programs that want to join are told when they cannot.</summary>
[SupportedOSPlatform("linux")]
public sealed class ConnectFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-connect-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string JoinFilePath => Path.Combine(_folder, "join");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_join_file_is_its_owners_only_and_goes_with_the_cluster()
    {
        await using (var cluster = await StartAsync())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(JoinFilePath));
            Assert.DoesNotContain(Convert.ToBase64String(JoinFile.Read(JoinFilePath).Secret), JoinFile.Read(JoinFilePath).ToString());
            Assert.NotEqual(cluster.JoinSecret, JoinFile.Read(JoinFilePath).Secret);
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        var missing = await Assert.ThrowsAsync<ClusterConnectionException>(() => ConnectAsync());
        Assert.Contains("is the cluster running?", missing.Message);
    }

    [Fact]
    public async Task A_join_file_that_others_can_read_is_refused()
    {
        await using var cluster = await StartAsync();
        File.SetUnixFileMode(JoinFilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains("has the mode 604", (await Assert.ThrowsAsync<AuthenticationException>(() => ConnectAsync())).Message);
    }

    [Fact]
    public async Task A_file_that_is_no_join_file_is_refused_without_its_text()
    {
        File.WriteAllText(JoinFilePath, "{ \"Secret\": 12 }");
        File.SetUnixFileMode(JoinFilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("is no join file", (await Assert.ThrowsAsync<ClusterConnectionException>(() => ConnectAsync())).Message);
    }

    [Fact]
    public async Task A_join_file_with_a_port_that_is_none_is_refused()
    {
        new JoinFile { Host = "127.0.0.1", Port = 70_000, ClusterId = "test", Authority = [], Secret = [] }.Write(JoinFilePath);
        Assert.Contains("is no join file: No process can listen at port 70000.", (await Assert.ThrowsAsync<ClusterConnectionException>(() => ConnectAsync())).Message);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_and_so_is_that_of_the_nodes()
    {
        await using var cluster = await StartAsync();
        var file = JoinFile.Read(JoinFilePath);
        (file with { Secret = RandomNumberGenerator.GetBytes(32) }).Write(JoinFilePath);
        Assert.Contains("an older cluster's", (await Assert.ThrowsAsync<AuthenticationException>(() => ConnectAsync())).Message);
        (file with { Secret = cluster.JoinSecret }).Write(JoinFilePath);
        await Assert.ThrowsAsync<AuthenticationException>(() => ConnectAsync());
        file.Write(JoinFilePath);
        await (await ConnectAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_stale_file_is_told_from_a_cluster_that_is_not_there()
    {
        JoinFile old;
        int port;
        await using (await StartAsync())
        {
            old = JoinFile.Read(JoinFilePath);
            port = old.Port;
        }
        old.Write(JoinFilePath);
        Assert.Contains("may have ended", (await Assert.ThrowsAsync<ClusterConnectionException>(() => ConnectAsync())).Message);
        await using var other = await StartAsync($"127.0.0.1:{port}");
        old.Write(JoinFilePath);
        Assert.Contains("The join file is stale", (await Assert.ThrowsAsync<ClusterConnectionException>(() => ConnectAsync())).Message);
    }

    [Fact]
    public async Task A_wrong_address_is_named()
    {
        await using var cluster = await StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Contains($"127.0.0.1:{taken}", (await Assert.ThrowsAsync<ClusterConnectionException>(() => ConnectAsync($"127.0.0.1:{taken}"))).Message);
        Assert.Contains("Give a name or an IP address", (await Assert.ThrowsAsync<ArgumentException>(() => ConnectAsync("http://head:1/"))).Message);
    }

    [Fact]
    public async Task A_head_of_another_wire_protocol_is_named()
    {
        await using var cluster = await StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answered = Task.Run(async () =>
        {
            using var accepted = await listener.AcceptSocketAsync(Cancel);
            accepted.ReceiveTimeout = (int)Waits.Patience.TotalMilliseconds;
            byte[] other = Preamble.Encode(ProcessId.None);
            other[4] = 99;
            accepted.Send(other);
            accepted.Shutdown(SocketShutdown.Send);
            while (accepted.Receive(new byte[4096]) > 0)
            {
                // Whatever it says.
            }
        }, Cancel);
        var mismatch = await Assert.ThrowsAsync<ClusterMismatchException>(() => ConnectAsync($"{listener.LocalEndpoint}"));
        Assert.Contains($"speaks wire protocol {Preamble.Version}, the peer speaks 99", mismatch.Message);
        await Xunit.Record.ExceptionAsync(() => answered).Within("the pretended head's end");
    }

    [Fact]
    public async Task A_program_with_another_version_of_RaySharp_is_told_both()
    {
        await using var cluster = await StartAsync();
        var file = JoinFile.Read(JoinFilePath);
        var join = new RemoteJoin { Head = new IPEndPoint(IPAddress.Loopback, file.Port), Authority = file.Authority, ClusterId = file.ClusterId, Role = HelloBody.DriverNewcomer, Secret = file.Secret };
        var answer = NodeAdmission.Decode(await join.AskAsync(new NodeApplication("0.0.0-other", null, "here", 1).Encode(), Cancel).Within("the answer"));
        Assert.True(answer.IsMismatch);
        Assert.Equal($"it runs RaySharp 0.0.0-other, the head {ClusterDoor.Version}. Run the same version everywhere", answer.Refusal);
    }

    [Fact]
    public async Task Whatever_a_head_answers_is_a_typed_error()
    {
        await using Tests.Wire.WireWorld world = new(Tests.Wire.Way.Tls);
        byte[] secret = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes), answer = [];
        var head = world.Start(1, null, null, options => options with { Remote = options.Remote! with { Join = new(secret, Answer) { Drivers = new(secret, Answer) } } });
        new JoinFile { Host = "127.0.0.1", Port = ((IPEndPoint)head.Announced!).Port, ClusterId = "test", Authority = world.Authority.Certificate, Secret = secret }.Write(JoinFilePath);
        answer = new NodeAdmission { Refusal = "it is full" }.Encode();
        Assert.Contains("does not let this program join: it is full.", (await Assert.ThrowsAsync<ClusterConnectionException>(() => ConnectAsync())).Message);
        answer = new NodeAdmission { Refusal = "it is older", IsMismatch = true }.Encode();
        Assert.Contains("does not let this program join: it is older.", (await Assert.ThrowsAsync<ClusterMismatchException>(() => ConnectAsync())).Message);
        answer = [];
        Assert.Contains("its answer is empty.", (await Assert.ThrowsAsync<ClusterMismatchException>(() => ConnectAsync())).Message);
        answer = new NodeAdmission { Secret = [.. "hunter2"u8] }.Encode()[..^1];
        var unreadable = await Assert.ThrowsAsync<ClusterMismatchException>(() => ConnectAsync());
        Assert.Contains("its answer cannot be read (", unreadable.Message);
        Assert.DoesNotContain("hunter2", unreadable.ToString());
        await head.DisposeAsync().Within("the head's end");
        Assert.Contains("may have ended", (await Assert.ThrowsAsync<ClusterConnectionException>(() => ConnectAsync())).Message);

        ValueTask<byte[]> Answer(ReadOnlyMemory<byte> request, CancellationToken cancel) => ValueTask.FromResult(answer);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_leaves_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = await Assert.ThrowsAsync<ClusterConnectionException>(() => StartAsync($"{listener.LocalEndpoint}"));
        Assert.Contains($"cannot listen at {listener.LocalEndpoint} (RayOptions.HeadAddress)", taken.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task An_address_that_is_not_of_this_machine_is_named()
    {
        await using var cluster = await StartAsync();
        var failure = await Assert.ThrowsAsync<ClusterConnectionException>(() => ConnectAsync(options: new() { HeadAddress = "192.0.2.1" }));
        Assert.Contains("at 192.0.2.1 (RayOptions.HeadAddress)", failure.Message);
    }

    [Fact]
    public async Task Options_without_meaning_are_refused()
    {
        Assert.Contains("RayOptions.JoinFile is not set", (await Assert.ThrowsAsync<ArgumentException>(() => Ray.ConnectAsync(cancel: Cancel))).Message);
        Assert.Contains("RayOptions.Cpus is set", (await Assert.ThrowsAsync<ArgumentException>(() => ConnectAsync(options: new() { Cpus = 1 }))).Message);
        Assert.Contains("RayOptions.Gpus is set", (await Assert.ThrowsAsync<ArgumentException>(() => ConnectAsync(options: new() { Gpus = 1 }))).Message);
        Assert.Contains("RayOptions.LocalNodes is set", (await Assert.ThrowsAsync<ArgumentException>(() => ConnectAsync(options: new() { LocalNodes = 1 }))).Message);
    }

    private Task<EmbeddedCluster> StartAsync(string? address = null) =>
        EmbeddedCluster.StartAsync(new RayOptions { Cpus = 1, ObjectStoreMemory = 64 << 20, JoinFile = JoinFilePath, HeadAddress = address }, Cancel);

    private Task<RayRuntime> ConnectAsync(string? address = null, RayOptions? options = null) =>
        Ray.ConnectAsync(address, (options ?? new RayOptions()) with { JoinFile = JoinFilePath, ObjectStoreMemory = 64 << 20 }, Cancel);
}
