using RaySharp.Spark.Tests.Server;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A server with one executor of four cores; started when the first test asks for it.</summary>
public sealed class FourCoreSpark : IAsyncDisposable
{
    private readonly Lazy<Task<SparkServer>> _server = new(static () => SparkServer.StartAsync(new Dictionary<string, string>
    {
        ["spark.connect.progress.reportInterval"] = "200ms",
        ["spark.executor.memory"] = "512m",
        ["spark.task.maxFailures"] = "100",
    }, master: "local-cluster[1,4,1024]"));

    internal async Task<string> AddressAsync()
    {
        SparkInstallation.FindOrSkip();
        return $"sc://localhost:{(await _server.Value).Port}";
    }

    /// <summary>The nodes that run on its executor.</summary>
    internal async Task<int[]> NodesAsync() => _server.IsValueCreated ? HostedNodes.Of((await _server.Value).Folder) : [];

    /// <summary>The processes there that hold cores for nodes.</summary>
    internal async Task<int[]> PlaceholdersAsync() => _server.IsValueCreated ? HostedNodes.PlaceholdersOf((await _server.Value).Folder) : [];

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully) await (await _server.Value).DisposeAsync();
    }
}
