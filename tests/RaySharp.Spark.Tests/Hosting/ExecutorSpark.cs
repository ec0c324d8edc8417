using RaySharp.Spark.Tests.Server;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A server with two executors of two cores, each a Java process of its own.</summary>
public sealed class ExecutorSpark : IAsyncLifetime
{
    private SparkServer? _server;

    internal string Address => $"sc://localhost:{_server!.Port}";

    public async ValueTask InitializeAsync() => _server = await SparkServer.StartAsync(new Dictionary<string, string>
    {
        ["spark.connect.progress.reportInterval"] = "200ms",
        ["spark.executor.memory"] = "512m",
        ["spark.task.maxFailures"] = "100",
    }, master: "local-cluster[2,2,1024]");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
