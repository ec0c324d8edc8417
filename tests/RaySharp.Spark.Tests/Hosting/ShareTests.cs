using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Nodes that take several of Spark's cores, on real executors.</summary>
[Collection(nameof(ExecutorSpark))]     // a program has one cluster at a time
public sealed class ShareTests(FourCoreSpark spark) : IClassFixture<FourCoreSpark>, IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_node_takes_no_query_of_Sparks_has()
    {
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        await using var overlaps = new OverlapQuery(tasks: 3);
        await using (var cluster = await RayOnSpark.SetupAsync(session, ThreeCpus, Cancel))
        {
            Assert.Single(await spark.NodesAsync());
            Assert.Equal(["alone", "alone", "alone"], await overlaps.RunAsync(session, Cancel));
            Assert.Equal(14, await SparkJobs.Remote.On(cluster).With(new() { Cpus = 3 }).Twice(7));
        }
        Assert.Equal(4, await session.Sql("SELECT id FROM range(0, 4, 1, 4)").CountAsync(Cancel));
    }

    [Fact]
    public async Task A_killed_placeholder_and_a_killed_node_come_back()
    {
        await using var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), ThreeCpus, Cancel);
        int placeholder = (await spark.PlaceholdersAsync())[0], node = Assert.Single(await spark.NodesAsync());
        HostedNodes.Kill(placeholder);
        HostedNodes.Kill(node);
        await HostedNodes.GoneAsync([placeholder, node]);
        Assert.Equal(14, await SparkJobs.Remote.On(cluster).With(new() { Cpus = 3 }).Twice(7));
        await using var overlaps = new OverlapQuery(tasks: 3);
        Assert.Equal(["alone", "alone", "alone"], await overlaps.RunAsync(cluster.Session, Cancel));
    }

    [Fact]
    public async Task A_query_of_Sparks_has_its_turn_while_nodes_wait_for_cores()
    {
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        var options = ThreeCpus with { MinWorkerNodes = 1, MaxWorkerNodes = 2, PendingTimeout = TimeSpan.FromSeconds(2) };
        await using var cluster = await RayOnSpark.SetupAsync(session, options, Cancel);
        using Gate gate = new();
        var tasks = Enumerable.Range(0, 2).Select(_ => SparkJobs.Remote.On(cluster).With(new() { Cpus = 3 }).At(gate.Name, "here")).ToArray();
        var first = await gate.NextAsync("one runs");      // the other waits for a node of 3 cores; Spark has 1 left, and it is held
        for (int i = 0; i < 3; i++) Assert.Equal(100, await session.Sql("SELECT id FROM range(0, 100, 1, 1)").CountAsync(Cancel));
        Assert.Single(cluster.WorkerNodes);
        first.LetGo();
        (await gate.NextAsync("the other")).LetGo();
        await Ray.WhenAll(tasks).Within("both end");
    }

    [Fact]
    public async Task In_strict_mode_more_nodes_than_Spark_has_cores_for_are_refused_at_once()
    {
        SparkClusterOptions two = new() { CpusPerWorkerNode = 4, MaxWorkerNodes = 2, StrictMode = true };
        var refused = await Assert.ThrowsAsync<ArgumentException>(async () => await RayOnSpark.SetupAsync(await spark.AddressAsync(), two, Cancel));
        Assert.StartsWith("This asks for 2 worker nodes of 4 CPUs, but Spark has cores for 1.", refused.Message);
        Assert.Empty(await spark.NodesAsync());
    }

    [Fact]
    public async Task A_node_that_no_executor_can_hold_is_refused_with_the_numbers()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(async () => await RayOnSpark.SetupAsync(await spark.AddressAsync(), ThreeCpus with { CpusPerWorkerNode = 5 }, Cancel));
        Assert.Contains("A worker node takes 5 cores", refused.Message);
        Assert.Contains("has 4. Ask for fewer CPUs per node", refused.Message);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Whatever the test did, its processes end.</summary>
    public async ValueTask DisposeAsync() => await HostedNodes.GoneAsync([.. await spark.NodesAsync(), .. await spark.PlaceholdersAsync()]);

    private static SparkClusterOptions ThreeCpus => new() { CpusPerWorkerNode = 3, ObjectStoreMemoryPerWorkerNode = 64 << 20 };
}
