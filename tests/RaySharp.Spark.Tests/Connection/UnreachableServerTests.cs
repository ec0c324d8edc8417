using System.Net;
using System.Net.Sockets;
using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Connection;

public sealed class UnreachableServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_nothing_listens_the_address_is_told()
    {
        int port;
        using (TcpListener listener = new(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        var failure = await FailAsync($"sc://localhost:{port}");
        Assert.Contains($"localhost:{port}: nothing listens there", failure.Message);
    }

    [Fact]
    public async Task A_host_that_nobody_knows_is_told() => Assert.Contains("'no-such-host.invalid' is not known", (await FailAsync("sc://no-such-host.invalid")).Message);

    [Fact]
    public async Task Without_TLS_a_server_that_wants_it_is_told()
    {
        await using TlsFront front = new(target: 9);
        Assert.Contains("use_ssl=true", (await FailAsync($"sc://localhost:{front.Port}")).Message);
    }

    [Fact]
    public async Task A_certificate_that_nobody_signed_is_told()
    {
        await using TlsFront front = new(target: 9);
        Assert.Contains("The server's certificate must be valid", (await FailAsync($"sc://localhost:{front.Port}/;use_ssl=true")).Message);
    }

    [Theory]
    [InlineData("", "does not speak gRPC")]
    [InlineData("/;use_ssl=true", "use_ssl=false")]
    public async Task A_server_of_another_kind_is_told(string parameters, string words)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using var isOver = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var answering = AnswerAsync(listener, isOver.Token);
        Assert.Contains(words, (await FailAsync($"sc://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}{parameters}")).Message);
        await isOver.CancelAsync();
        await answering;
    }

    private static async Task<SparkConnectionException> FailAsync(string connection) =>
        await Assert.ThrowsAsync<SparkConnectionException>(() => SparkSession.ConnectAsync(connection, cancel: Cancel));

    private static async Task AnswerAsync(TcpListener listener, CancellationToken isOver)
    {
        while (!isOver.IsCancellationRequested)
        {
            try
            {
                using var caller = await listener.AcceptTcpClientAsync(isOver);
                await caller.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), isOver);
            }
            catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
            {
                // The caller left, or the test is over.
            }
        }
    }
}
