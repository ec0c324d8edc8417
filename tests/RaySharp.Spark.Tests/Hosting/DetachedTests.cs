using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Clusters on Spark that belong to no program, and programs that join one.</summary>
[Collection(nameof(ExecutorSpark))]
public sealed class DetachedTests(ExecutorSpark spark) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-detached-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SparkClusterOptions One => new() { CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20, Ray = new() { JoinFile = Path.Combine(_folder, "join"), ObjectStoreMemory = 64 << 20 } };

    private RayOptions Joining => new() { JoinFile = One.Ray.JoinFile, ObjectStoreMemory = 64 << 20 };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_detached_cluster_runs_tasks_of_who_joins_and_leaves_nothing_when_it_is_shut_down()
    {
        var cluster = await RayOnSpark.SetupDetachedAsync(await spark.AddressAsync(), One, Cancel);
        int[] nodes = await spark.NodesAsync();
        Assert.Single(nodes);
        await using (var ray = await cluster.ConnectAsync(Joining, Cancel)) Assert.Equal(14, await SparkJobs.Remote.On(ray).Twice(7));
        await using (var ray = await Ray.ConnectAsync(cluster.Address, Joining, Cancel)) Assert.Equal(16, await SparkJobs.Remote.On(ray).Twice(8));
        await cluster.ShutdownAsync(Cancel);
        await HostedNodes.GoneAsync(nodes);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_second_program_joins_the_cluster_of_a_first()
    {
        await using (var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), One, Cancel))
        await using (var ray = await Ray.ConnectAsync(options: Joining, cancel: Cancel))
        {
            Assert.Equal(14, await SparkJobs.Remote.On(ray).Twice(7));
            Assert.Equal(16, await SparkJobs.Remote.On(cluster).Twice(8));
            Assert.Single(cluster.WorkerNodes);
        }
        await HostedNodes.GoneAsync(await spark.NodesAsync());
    }

    [Fact]
    public async Task Of_a_killed_head_waits_fail_nodes_end_and_Spark_has_its_slots_back()
    {
        var cluster = await RayOnSpark.SetupDetachedAsync(await spark.AddressAsync(), One with { MaxWorkerNodes = 2 }, Cancel);
        int[] nodes = await spark.NodesAsync();
        Assert.Equal(2, nodes.Length);
        using Gate gate = new();
        await using (var ray = await cluster.ConnectAsync(Joining, Cancel))
        {
            var task = SparkJobs.Remote.On(ray).At(gate.Name, "job");
            await gate.NextAsync("the task runs");
            HostedNodes.Kill(cluster.HeadProcessId!.Value);
            await task.FailsWith<ClusterConnectionException>("the wait ends with the head");
        }
        await HostedNodes.GoneAsync(nodes);
        var late = await Assert.ThrowsAsync<ClusterConnectionException>(() => cluster.ConnectAsync(Joining, Cancel));
        Assert.Contains($"What its head said last stands in '{cluster.LogFile}'", late.Message);
        string log = await File.ReadAllTextAsync(cluster.LogFile, Cancel);
        Assert.Contains("2 nodes ready in", log);
        Assert.Contains("RaySharp: The cluster is ready.", log);
        await using (var all = await RayOnSpark.SetupAsync(await spark.AddressAsync(), One with { MaxWorkerNodes = 4, Ray = new() }, Cancel))     // all slots that there are
            Assert.Equal(14, await SparkJobs.Remote.On(all).Twice(7));
        await HostedNodes.GoneAsync(await spark.NodesAsync());
    }

    [Fact]
    public async Task Of_a_program_that_is_killed_while_it_sets_one_up_nothing_is_left()
    {
        using (var program = SparkProgram.Start(await spark.AddressAsync(), One.Ray.JoinFile))
        {
            while (!(await program.LineAsync()).Contains("Spark has placed", StringComparison.Ordinal)) { }
            int[] heads = HostedNodes.HeadsOf(_folder);
            Assert.Single(heads);
            program.Kill();
            await HostedNodes.GoneAsync(heads);
        }
        await HostedNodes.GoneAsync(await spark.NodesAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        Assert.Equal(4, await session.Sql("SELECT id FROM range(0, 4, 1, 4)").CountAsync(Cancel));
    }

    [Fact]
    public async Task A_set_up_that_fails_in_the_heads_process_fails_here_with_the_same_exception()
    {
        await Assert.ThrowsAsync<SparkConnectionException>(() => RayOnSpark.SetupDetachedAsync("sc://localhost:1", One, Cancel));
        Assert.Contains("MaxWorkerNodes is 0", (await Assert.ThrowsAsync<ArgumentException>(() => RayOnSpark.SetupDetachedAsync(null, One with { MaxWorkerNodes = 0 }, Cancel))).Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }
}
