using RaySharp.Spark.Tests.Server;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A server with two executors of two cores, each a Java process of its own; started when the first test asks for it.</summary>
public sealed class ExecutorSpark : IAsyncDisposable
{
    private readonly Lazy<Task<SparkServer>> _server = new(static () => SparkServer.StartAsync(new Dictionary<string, string>
    {
        ["spark.connect.progress.reportInterval"] = "200ms",
        ["spark.executor.memory"] = "512m",
    }, master: "local-cluster[2,2,1024]"));

    internal async Task<string> AddressAsync()
    {
        SparkInstallation.FindOrSkip();
        return $"sc://localhost:{(await _server.Value).Port}";
    }

    /// <summary>The nodes that run on its executors.</summary>
    internal async Task<int[]> NodesAsync() => _server.IsValueCreated ? HostedNodes.Of((await _server.Value).Folder) : [];

    /// <summary>Waits until no node has a folder there.</summary>
    internal async Task NoFoldersAsync()
    {
        if (!_server.IsValueCreated) return;
        foreach (string folder in (await _server.Value).Executors().Select(static executor => executor.Folder).Distinct()) await HostedNodes.NoFoldersAsync(folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully) await (await _server.Value).DisposeAsync();
    }
}
