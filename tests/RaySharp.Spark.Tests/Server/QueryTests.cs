using Apache.Arrow;

namespace RaySharp.Spark.Tests.Server;

public sealed class QueryTests(SharedSpark spark)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_gives_its_rows_as_record_batches()
    {
        await using var session = await spark.ConnectAsync();
        List<long> ids = [];
        await foreach (var batch in session.Sql("SELECT id FROM range(0, 100000, 1, 4)").ToBatchesAsync(Cancel)) ids.AddRange(((Int64Array)batch.Column("id")).Values);
        Assert.Equal(Enumerable.Range(0, 100000).Select(id => (long)id), ids.Order());
        Assert.StartsWith("4.", session.SparkVersion);
    }
}
