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
            await RunAsync(server);
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task RunAsync(SparkServer server)
    {
        SparkClusterOptions options = new()
        {
            MinWorkerNodes = 0,
            MaxWorkerNodes = SparkClusterOptions.AllThatFit,
            CpusPerWorkerNode = 2,
            ObjectStoreMemoryPerWorkerNode = 64 << 20,
            IdleTimeout = TimeSpan.FromSeconds(1),
        };
        await using var cluster = await RayOnSpark.SetupAsync($"sc://localhost:{server.Port}", options, Cancel);
        Assert.Empty(server.Executors());
        using NodeCounts counts = new(cluster);
        using Gate gate = new();
        var tasks = Enumerable.Range(0, 3).Select(_ => SparkJobs.Remote.On(cluster).With(new() { Cpus = 2 }).At(gate.Name, "here")).ToArray();
        await counts.UntilAsync(2, Cancel);      // as many as fit
        var executors = server.Executors();
        Assert.Equal(2, executors.Count);
        for (int i = 0; i < tasks.Length; i++) (await gate.NextAsync("a task that runs")).LetGo();
        await Ray.WhenAll(tasks).Within("all end");
        await counts.UntilAsync(0, Cancel);
        await HostedNodes.GoneAsync(executors.Select(static executor => executor.Pid));
    }
}
