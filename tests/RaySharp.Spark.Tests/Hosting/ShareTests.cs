namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Nodes that take several of Spark's cores, on real executors.</summary>
[Collection("clusters on Spark")]     // a program has one at a time
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
            Assert.Single((await spark.ProcessesAsync())!.Nodes());
            Assert.Equal(["alone", "alone", "alone"], await overlaps.RunAsync(session, Cancel));
            Assert.Equal(14, await SparkJobs.Remote.On(cluster).With(new() { Cpus = 3 }).Twice(7));
        }
        Assert.Equal(4, await session.Sql("SELECT id FROM range(0, 4, 1, 4)").CountAsync(Cancel));
    }

    [Fact]
    public async Task A_killed_placeholder_and_a_killed_node_come_back()
    {
        await using var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), ThreeCpus, Cancel);
        var processes = (await spark.ProcessesAsync())!;
        await Processes.KillAsync(processes.Placeholders()[0], Cancel);
        await Processes.KillAsync(processes.Nodes()[0], Cancel);
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
        using TaskGate gate = new();
        var tasks = Enumerable.Range(0, 2).Select(_ => SparkJobs.Remote.On(cluster).With(new() { Cpus = 3 }).Wait(gate.Path)).ToArray();
        await gate.SomebodyAsync(Cancel);      // the other waits for a node of 3 cores; Spark has 1 left, and it is held
        for (int i = 0; i < 3; i++) Assert.Equal(100, await session.Sql("SELECT id FROM range(0, 100, 1, 1)").CountAsync(Cancel));
        Assert.Single(cluster.WorkerNodes);
        gate.Open();
        await Task.WhenAll(tasks.Select(static task => task.GetAsync()));
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
    public async ValueTask DisposeAsync()
    {
        if (await spark.ProcessesAsync() is not { } processes) return;
        await Processes.GoneAsync([.. processes.Nodes(), .. processes.Placeholders()], Cancel);
    }

    private static SparkClusterOptions ThreeCpus => new() { CpusPerWorkerNode = 3, ObjectStoreMemoryPerWorkerNode = 64 << 20 };
}
