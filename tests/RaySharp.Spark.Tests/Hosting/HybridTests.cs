using Apache.Arrow;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Spark's queries and RaySharp's tasks beside each other, and data both ways.</summary>
[Collection(nameof(ExecutorSpark))]
public sealed class HybridTests(ExecutorSpark spark)
{
    private static readonly SparkClusterOptions _one = new() { CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_of_Sparks_completes_while_a_job_runs()
    {
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        await using var cluster = await RayOnSpark.SetupAsync(session, _one, Cancel);
        using Gate gate = new();
        var job = SparkJobs.Remote.On(cluster).At(gate.Name, "job");
        var visitor = await gate.NextAsync("the job runs");
        Assert.Equal(1000, await session.Sql("SELECT DISTINCT id FROM range(0, 1000, 1, 4)").CountAsync(Cancel));
        visitor.LetGo();
        await job.Within("the job's end");
    }

    [Fact]
    public async Task Rows_become_objects_and_what_tasks_make_of_them_a_table()
    {
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        await session.SetSettingAsync("spark.sql.execution.arrow.maxRecordsPerBatch", "100", Cancel);
        await using var cluster = await RayOnSpark.SetupAsync(session, _one, Cancel);
        List<ObjectRef<RecordBatch>> doubled = [];
        await foreach (var rows in session.Sql("SELECT id FROM range(0, 1000, 1, 2)").ToObjectRefsAsync(cluster, Cancel)) doubled.Add(SparkJobs.Remote.On(cluster).Doubled(rows));
        Assert.Equal(10, doubled.Count);
        var made = await Task.WhenAll(doubled.Select(batch => batch.GetAsync(cancel: Cancel)));
        await session.CreateDataFrame(made).CreateTempViewAsync("doubled", cancel: Cancel);
        Assert.Equal(1000, await session.Sql("SELECT id FROM doubled EXCEPT SELECT 2 * id FROM range(1000, 2000)").CountAsync(Cancel));
        Assert.Equal(0, await session.Sql("SELECT id FROM doubled EXCEPT SELECT 2 * id FROM range(0, 1000)").CountAsync(Cancel));
    }
}
