using RaySharp;
using RaySharp.Spark;
using RaySharp.Texts;

namespace Microbenchmark.Measuring;

/// <summary>Starts the clusters that the command line asks for. On Spark all of them use one session, so that the program is sent once.</summary>
internal static class Clusters
{
    private static SparkSession? _session;

    public static async Task<RayRuntime> StartAsync(Settings settings, Func<RayOptions, RayOptions>? change = null)
    {
        RayOptions options = new() { Transport = settings.Transport };
        options = change?.Invoke(options) ?? options;
        if (settings.Spark is null) return await Ray.StartAsync(settings.Nodes > 0 ? options with { LocalNodes = settings.Nodes, Cpus = Math.Max(1, Environment.ProcessorCount / settings.Nodes) } : options);
        return await RayOnSpark.SetupAsync(await ConnectAsync(settings), new SparkClusterOptions { MaxWorkerNodes = Math.Max(1, settings.Nodes), Ray = options });
    }

    /// <summary>The session of all clusters on Spark.</summary>
    public static async Task<SparkSession> ConnectAsync(Settings settings) => _session ??= await SparkSession.ConnectAsync(settings.Spark);

    /// <summary>Two nodes, neither of which is the program's own.</summary>
    public static async Task<(NodeId First, NodeId Second)> TwoNodesAsync(RayRuntime ray)
    {
        var nodes = (await ray.LogFilesAsync()).Select(file => file.Node).Where(node => node.Number > 1).Distinct().Order(Comparer<NodeId>.Create((a, b) => a.Number.CompareTo(b.Number))).ToArray();
        return nodes is [var first, var second, ..] ? (first, second) : throw new InvalidOperationException($"{CountText.Of(nodes.Length, "node")} beside the program's have log files; two were started.");
    }

    public static async ValueTask EndAsync()
    {
        if (_session is not null) await _session.DisposeAsync();
    }
}
