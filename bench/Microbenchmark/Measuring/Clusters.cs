using RaySharp;
using RaySharp.Spark;

namespace Microbenchmark.Measuring;

/// <summary>Starts the clusters that the command line asks for. On Spark all of them use one session, so that the program is sent once.</summary>
internal static class Clusters
{
    private static SparkSession? _session;

    public static async Task<RayRuntime> StartAsync(Settings settings)
    {
        RayOptions options = new() { Transport = settings.Transport };
        if (settings.Spark is not { } spark) return await Ray.StartAsync(settings.Nodes > 0 ? options with { LocalNodes = settings.Nodes, Cpus = Math.Max(1, Environment.ProcessorCount / settings.Nodes) } : options);
        _session ??= await SparkSession.ConnectAsync(spark);
        return await RayOnSpark.SetupAsync(_session, new SparkClusterOptions { MaxWorkerNodes = Math.Max(1, settings.Nodes), Ray = options });
    }

    public static async ValueTask EndAsync()
    {
        if (_session is not null) await _session.DisposeAsync();
    }
}
