using RaySharp.Spark.Tests.Server;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Nodes on an executor with pretended GPUs, on a standalone Spark.</summary>
[Collection(nameof(ExecutorSpark))]
public sealed class SparkGpuTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Nodes_of_one_executor_lend_different_devices_and_a_dead_ones_are_taken_again() => OnSparkAsync(["4", "6"], RunAsync);

    [Fact]
    public Task What_a_node_takes_of_an_executors_GPUs_no_query_of_Sparks_has() => OnSparkAsync(["4", "6", "8"], async address =>
    {
        SparkClusterOptions one = new() { CpusPerWorkerNode = 1, GpusPerWorkerNode = 2, ObjectStoreMemoryPerWorkerNode = 64 << 20 };
        await using var session = await SparkSession.ConnectAsync(address, cancel: Cancel);
        await using var overlaps = new OverlapQuery(tasks: 2);
        int executor;
        await using (var cluster = await RayOnSpark.SetupAsync(session, one, Cancel))
        {
            using Gate gate = new();
            var task = SparkJobs.Remote.On(cluster).With(new() { Gpus = 2 }).DevicesAt(gate.Name);
            var visitor = await gate.NextAsync("it runs");
            executor = HostedNodes.ParentOf(HostedNodes.ParentOf(visitor.Pid));
            Assert.Equal(["alone", "alone"], await overlaps.RunAsync(session, Cancel));      // one GPU is left, and so one slot of the four cores
            visitor.LetGo();
            Assert.Equal("4,6", (await task.Within("its end")).Ids);
        }
        return executor;
    });

    [Fact]
    public Task Where_nothing_is_asked_for_a_node_takes_an_executor_whole() => OnSparkAsync(["4", "6"], async address =>
    {
        await using var cluster = await RayOnSpark.SetupAsync(address, new() { MaxWorkerNodes = SparkClusterOptions.AllThatFit, ObjectStoreMemoryPerWorkerNode = 64 << 20 }, Cancel);
        Assert.Single(cluster.WorkerNodes);
        using Gate gate = new();
        var task = SparkJobs.Remote.On(cluster).With(new() { Cpus = 4, Gpus = 2 }).DevicesAt(gate.Name);
        var visitor = await gate.NextAsync("it runs");
        int executor = HostedNodes.ParentOf(HostedNodes.ParentOf(visitor.Pid));
        visitor.LetGo();
        Assert.Equal("4,6", (await task.Within("its end")).Ids);
        return executor;
    });

    /// <summary>One executor of four cores. The test gives its process back.</summary>
    private static async Task OnSparkAsync(string[] gpus, Func<string, Task<int>> test)
    {
        SparkInstallation.FindOrSkip();
        string folder = Directory.CreateTempSubdirectory("raysharp-standalone-").FullName;
        int port = SparkServer.FreePort(), executor;
        await using (await SparkDaemon.MasterAsync(port))
        await using (await SparkDaemon.WorkerAsync(port, folder, 4, gpus))
        {
            await using var server = await SparkServer.StartAsync(new Dictionary<string, string>
            {
                ["spark.cores.max"] = "4",
                ["spark.executor.cores"] = "4",
                ["spark.executor.memory"] = "512m",
                ["spark.executor.resource.gpu.amount"] = $"{gpus.Length}",
                ["spark.task.resource.gpu.amount"] = "1",
                ["spark.task.maxFailures"] = "100",
            }, master: $"spark://127.0.0.1:{port}");
            executor = await test($"sc://localhost:{server.Port}");
        }
        await HostedNodes.GoneAsync([executor]);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The executor's process.</summary>
    private static async Task<int> RunAsync(string address)
    {
        SparkClusterOptions two = new() { MaxWorkerNodes = 2, CpusPerWorkerNode = 1, GpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20 };
        var tooMany = await Assert.ThrowsAsync<ArgumentException>(async () => await RayOnSpark.SetupAsync(address, two with { GpusPerWorkerNode = 3 }, Cancel));
        Assert.Contains("an executor has 2 (spark.executor.resource.gpu.amount)", tooMany.Message);
        var half = await Assert.ThrowsAsync<ArgumentException>(async () => await RayOnSpark.SetupAsync(address, two with { GpusPerWorkerNode = null }, Cancel));
        Assert.Contains("Give both or neither", half.Message);

        await using var cluster = await RayOnSpark.SetupAsync(address, two with { MinWorkerNodes = 1 }, Cancel);      // the second comes because a task waits for a GPU
        Assert.Single(cluster.WorkerNodes);
        var (pids, nodes) = await BothAsync(cluster);
        Assert.Equal(2, nodes.Distinct().Count());
        int executor = HostedNodes.ParentOf(nodes[0]);
        HostedNodes.Kill(nodes[0]);
        await HostedNodes.GoneAsync([nodes[0], pids[0]]);
        var (_, others) = await BothAsync(cluster);
        Assert.DoesNotContain(nodes[0], others);      // the second task runs only when another node has the device
        return executor;
    }

    /// <summary>Two tasks that run at a time: they see different devices. Their processes, and those of their nodes.</summary>
    private static async Task<(int[] Pids, int[] Nodes)> BothAsync(SparkCluster cluster)
    {
        using Gate gate = new();
        var tasks = Enumerable.Range(0, 2).Select(_ => SparkJobs.Remote.On(cluster).With(new() { Gpus = 1 }).DevicesAt(gate.Name)).ToArray();
        var visitors = await gate.NextAsync(2, "both run");
        int[] nodes = [.. visitors.Select(static visitor => HostedNodes.ParentOf(visitor.Pid))];
        foreach (var visitor in visitors) visitor.LetGo();
        var seen = await Ray.WhenAll(tasks).Within("both");
        Assert.Equal(["4", "6"], seen.Select(static sight => sight.Ids).Order());
        Assert.All(seen, static sight => Assert.Equal(sight.Variable, sight.Ids));
        return ([.. visitors.Select(static visitor => visitor.Pid)], nodes);
    }
}
