using RaySharp.Spark.Tests.Server;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A cluster whose nodes bring executors, and let them go: on a standalone Spark that has none to begin with.</summary>
[Collection(nameof(ExecutorSpark))]
public sealed class DynamicAllocationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Executors_come_with_the_nodes_and_leave_after_them()
    {
        SparkInstallation.FindOrSkip();
        string folder = Directory.CreateTempSubdirectory("raysharp-standalone-").FullName;
        int port = SparkServer.FreePort();
        await using (await SparkDaemon.MasterAsync(port))
        await using (await SparkDaemon.WorkerAsync(port, folder, 4))
        {
            await using var server = await SparkServer.StartAsync(new Dictionary<string, string>
            {
                ["spark.dynamicAllocation.enabled"] = "true",
                ["spark.dynamicAllocation.shuffleTracking.enabled"] = "true",
                ["spark.dynamicAllocation.minExecutors"] = "0",
                ["spark.dynamicAllocation.initialExecutors"] = "0",
                ["spark.dynamicAllocation.maxExecutors"] = "2",
                ["spark.dynamicAllocation.executorIdleTimeout"] = "3s",
                ["spark.dynamicAllocation.schedulerBacklogTimeout"] = "1s",
                ["spark.executor.cores"] = "2",
                ["spark.executor.memory"] = "512m",
            }, master: $"spark://127.0.0.1:{port}");
            await RunAsync($"sc://localhost:{server.Port}");
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task RunAsync(string address)
    {
        SparkClusterOptions options = new()
        {
            MinWorkerNodes = 0,
            MaxWorkerNodes = SparkClusterOptions.AllThatFit,
            CpusPerWorkerNode = 2,
            ObjectStoreMemoryPerWorkerNode = 64 << 20,
            IdleTimeout = TimeSpan.FromSeconds(1),
            PendingTimeout = TimeSpan.FromMinutes(5),      // a server's first query may take long
        };
        await using var cluster = await RayOnSpark.SetupAsync(address, options, Cancel);
        Assert.Empty(cluster.WorkerNodes);
        using NodeCounts counts = new(cluster);
        using Gate gate = new();
        var tasks = Enumerable.Range(0, 3).Select(_ => SparkJobs.Remote.On(cluster).With(new() { Cpus = 2 }).At(gate.Name, "here")).ToArray();
        var visitors = await gate.NextAsync(2, "as many tasks as nodes fit");
        int[] executors = [.. visitors.Select(static visitor => HostedNodes.ParentOf(HostedNodes.ParentOf(visitor.Pid))).Distinct()];
        Assert.Equal(2, executors.Length);
        foreach (var visitor in visitors) visitor.LetGo();
        (await gate.NextAsync("the third task")).LetGo();
        await Ray.WhenAll(tasks).Within("all end");
        await counts.UntilAsync(0, Cancel);
        await HostedNodes.GoneAsync(executors);
    }
}
