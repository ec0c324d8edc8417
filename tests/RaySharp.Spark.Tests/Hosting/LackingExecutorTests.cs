namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Executors on which no node can be: the error says why, and Spark has its cores back.</summary>
[Collection(nameof(ExecutorSpark))]     // a program has one cluster at a time
public sealed class LackingExecutorTests(LackingSpark spark) : IClassFixture<LackingSpark>
{
    private static readonly SparkClusterOptions _one = new() { CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Executors_of_another_architecture_are_told()
    {
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        spark.Machine = "riscv64";
        var refused = await Assert.ThrowsAsync<SparkException>(() => RayOnSpark.SetupAsync(session, _one, Cancel));
        spark.Machine = null;
        Assert.StartsWith("No node could start on Spark's executors: this executor's machine is riscv64, but the program was packed on ", refused.Message);
        await NothingRunsAsync(session);
        await using var cluster = await RayOnSpark.SetupAsync(session, _one, Cancel);     // on the only core there is
        Assert.Equal(14, await SparkJobs.Remote.On(cluster).Twice(7));
    }

    [Fact]
    public async Task A_head_that_executors_do_not_reach_is_named_as_it_was_announced()
    {
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        var refused = await Assert.ThrowsAsync<SparkException>(() => RayOnSpark.SetupAsync(session, _one with { HeadAddress = "no-such-host.invalid" }, Cancel));
        Assert.Contains("The head at no-such-host.invalid:", refused.Message);
        Assert.Contains("Can this machine reach that address?", refused.Message);
        await NothingRunsAsync(session);
    }

    private async Task NothingRunsAsync(SparkSession session)
    {
        Assert.Equal(1, await session.Sql("SELECT id FROM range(0, 1, 1, 1)").CountAsync(Cancel));
        Assert.Empty(await session.InterruptAllAsync(Cancel));
        Assert.Empty(await spark.NodesAsync());
    }
}
