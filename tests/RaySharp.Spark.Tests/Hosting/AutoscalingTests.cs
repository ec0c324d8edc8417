using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Clusters that grow and shrink, on two executors of two cores.</summary>
[Collection(nameof(ExecutorSpark))]
public sealed class AutoscalingTests(ExecutorSpark spark)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_come_by_demand_and_leave_when_they_are_idle()
    {
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        await using var cluster = await RayOnSpark.SetupAsync(session, Elastic(0, 3), Cancel);
        Assert.Empty(cluster.WorkerNodes);
        using NodeCounts counts = new(cluster);
        Assert.Equal(14, await SparkJobs.Remote.On(cluster).Twice(7));
        await counts.UntilAsync(0, Cancel);
        using Gate gate = new();
        var tasks = Enumerable.Range(0, 8).Select(_ => SparkJobs.Remote.On(cluster).At(gate.Name, "here")).ToArray();
        await counts.UntilAsync(3, Cancel);      // not 8: never more than the most
        Assert.Equal(1, await session.Sql("SELECT id FROM range(0, 1, 1, 1)").CountAsync(Cancel));      // one core is left, and no node waits for it
        for (int i = 0; i < tasks.Length; i++) (await gate.NextAsync("a task that runs")).LetGo();
        await Ray.WhenAll(tasks).Within("all end");
        await counts.UntilAsync(0, Cancel);
        Assert.InRange(counts.Most, 3, 3);
        Assert.Equal(4, await session.Sql("SELECT id FROM range(0, 4, 1, 4)").CountAsync(Cancel));
    }

    [Fact]
    public async Task The_fewest_nodes_stay_and_one_that_an_actor_lives_on()
    {
        await using var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), Elastic(1, 3), Cancel);
        Assert.Single(cluster.WorkerNodes);
        using NodeCounts counts = new(cluster);
        var all = Enumerable.Range(0, 3).Select(_ => Resident.Remote.On(cluster).With(new() { Resources = new Dictionary<string, double> { ["place"] = 1 } }).Create()).ToArray();
        foreach (var each in all) Assert.Equal(2, await each.Add(2));
        await counts.UntilAsync(3, Cancel);
        for (int i = 0; i < 2; i++) await cluster.KillAsync(all[i], cancel: Cancel);
        await counts.UntilAsync(1, Cancel);
        Assert.Equal(5, await all[2].Add(3));
        Assert.Equal(1, counts.Fewest);
    }

    [Fact]
    public async Task A_node_stays_while_it_holds_an_object_that_somebody_needs()
    {
        await using var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), Elastic(0, 1), Cancel);
        using NodeCounts counts = new(cluster);
        var large = SparkJobs.Remote.On(cluster).Large(1 << 20);
        await Ray.WaitAsync([large], cancel: Cancel);
        await counts.UntilAsync(1, Cancel);
        Assert.Equal(1 << 20, (await large).Length);
        large.Release();
        await counts.UntilAsync(0, Cancel);
    }

    private static SparkClusterOptions Elastic(int least, int most) => new()
    {
        MinWorkerNodes = least,
        MaxWorkerNodes = most,
        CpusPerWorkerNode = 1,
        ObjectStoreMemoryPerWorkerNode = 64 << 20,
        ResourcesPerWorkerNode = new Dictionary<string, double> { ["place"] = 1 },
        IdleTimeout = TimeSpan.FromSeconds(1),
        PendingTimeout = TimeSpan.FromMinutes(5),      // a server's first query may take long
    };
}
