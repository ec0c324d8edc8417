namespace RaySharp.Spark.Tests.Server;

[Collection(nameof(SharedSpark))]   // one after the other: they share two cores
public sealed class RestartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_does_not_survive_its_server()
    {
        SparkSession session;
        (Task Running, Task Started) operation;
        int port;
        await using (var server = await SparkServer.StartAsync(new Dictionary<string, string>()))
        {
            port = server.Port;
            SparkSessionOptions eager = new() { Retries = new() { MaxRetries = 1000, MaxBackoff = TimeSpan.FromMilliseconds(200) } };
            session = await SparkSession.ConnectAsync($"sc://localhost:{port}", eager, Cancel);
            operation = LongOperations.Begin(session, new(), Cancel);
            await operation.Started.WaitAsync(Cancel);
        }
        await using var _ = session;
        // While nobody listens the running operation waits and asks again; then it hears that nobody knows it.
        await using var restarted = await SparkServer.StartAsync(new Dictionary<string, string>(), port);
        await Assert.ThrowsAsync<SparkSessionLostException>(() => session.GetSettingAsync("spark.sql.session.timeZone", Cancel));
        var failure = await Assert.ThrowsAsync<SparkSessionLostException>(() => operation.Running);
        Assert.Contains("connect again", failure.Message);
        await using var next = await SparkSession.ConnectAsync($"sc://localhost:{port}", cancel: Cancel);
        Assert.NotEqual(session.ServerSideSessionId, next.ServerSideSessionId);
    }
}
