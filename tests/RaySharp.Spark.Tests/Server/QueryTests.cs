using Apache.Arrow;
using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Server;

[Collection(nameof(SharedSpark))]   // one after the other: they share two cores
public sealed class QueryTests(SharedSpark spark)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_gives_its_rows_as_record_batches()
    {
        await using var session = await spark.ConnectAsync();
        Assert.Equal(Enumerable.Range(0, 100_000).Select(id => (long)id), (await LongsAsync(session.Sql("SELECT id FROM range(0, 100000, 1, 4)"))).Order());
        Assert.StartsWith("4.", session.SparkVersion);
        Assert.Equal("tests", session.UserId);
    }

    [Fact]
    public async Task An_empty_result_is_one_batch_that_has_the_schema()
    {
        await using var session = await spark.ConnectAsync();
        var batch = Assert.Single(await session.Sql("SELECT id, 'a' AS name FROM range(3) WHERE id > 7").CollectAsync(Cancel));
        Assert.Equal((0, "id name"), (batch.Length, string.Join(' ', batch.Schema.FieldsList.Select(field => field.Name))));
    }

    [Fact]
    public async Task Batches_that_the_server_cuts_into_pieces_arrive_whole()
    {
        await using var session = await spark.ConnectAsync();
        await session.SetSettingAsync("spark.connect.session.resultChunking.maxChunkSize", "1024", Cancel);
        var batches = await session.Sql("SELECT id, repeat('x', 100) AS text FROM range(0, 5000, 1, 1)").CollectAsync(Cancel);
        Assert.Equal(Enumerable.Range(0, 5000).Select(id => (long)id), batches.SelectMany(batch => ((Int64Array)batch.Column(0)).Values.ToArray()));
        Assert.All(batches.SelectMany(batch => (IEnumerable<string>)(StringArray)batch.Column(1)), text => Assert.Equal(100, text.Length));
    }

    [Fact]
    public async Task A_query_outlives_the_streams_that_its_server_ends()
    {
        await using var session = await spark.ConnectAsync();
        ProgressNotes<ExecutionProgress> progress = new();
        List<string> rows = [];
        // 5 s without a row, while the server ends each stream after 2 s; then more rows than a stream brings at once.
        var query = session.Sql("SELECT TRANSFORM(id) USING 'sleep 5; cat' AS (id STRING) FROM range(0, 50000, 1, 1)");
        await foreach (var batch in query.ToBatchesAsync(new() { Progress = progress }, Cancel)) rows.AddRange((IEnumerable<string>)(StringArray)batch.Column(0));
        Assert.Equal(Enumerable.Range(0, 50_000).Select(id => $"{id}"), rows);
        Assert.Contains(progress.All, note => note is { InflightTasks: 1, Stages: [{ Tasks: 1, CompletedTasks: 0, Done: false }, ..] });
    }

    [Fact]
    public async Task Parameters_arrive_as_they_were_given()
    {
        await using var session = await spark.ConnectAsync();
        Dictionary<string, object?> named = new()
        {
            ["i"] = 7,
            ["l"] = 1L << 40,
            ["d"] = 0.5,
            ["m"] = 12.30m,
            ["s"] = "it's",
            ["n"] = null,
            ["b"] = true,
            ["y"] = new byte[] { 1, 255 },
            ["day"] = new DateOnly(2024, 2, 29),
            ["at"] = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2)),
            ["ntz"] = new DateTime(2024, 1, 2, 3, 4, 5),
            ["span"] = TimeSpan.FromMinutes(90),
        };
        await session.SetSettingAsync("spark.sql.session.timeZone", "UTC", Cancel);
        string sql = "SELECT concat_ws('|', :i, :l, :d, :m, :s, coalesce(:n, 'none'), :b, hex(:y), :day, :at, :ntz, :span, typeof(:m))";
        var batch = Assert.Single(await session.Sql(sql, named).CollectAsync(Cancel));
        Assert.Equal("7|1099511627776|0.5|12.30|it's|none|true|01FF|2024-02-29|2024-02-29 10:00:00|2024-01-02 03:04:05|INTERVAL '0 01:30:00' DAY TO SECOND|decimal(4,2)",
            ((StringArray)batch.Column(0)).GetString(0));
        Assert.Equal([3, 4], await LongsAsync(session.Sql("SELECT id FROM range(?) WHERE id > ?", 5L, 2)));
    }

    [Fact]
    public async Task Errors_tell_what_Spark_knows_of_them()
    {
        await using var session = await spark.ConnectAsync();
        var missing = await Assert.ThrowsAsync<SparkException>(() => session.Sql("SELECT * FROM no_such_table").CollectAsync(Cancel));
        Assert.Equal(("TABLE_OR_VIEW_NOT_FOUND", "42P01", "`no_such_table`"), (missing.ErrorClass, missing.SqlState, missing.MessageParameters["relationName"]));
        Assert.Contains("org.apache.spark", missing.ServerStackTrace);
        var divided = await Assert.ThrowsAsync<SparkException>(() => session.Sql("SELECT 1 / (id - 1) FROM range(3)").CollectAsync(Cancel));
        Assert.Equal("DIVIDE_BY_ZERO", divided.ErrorClass);
    }

    [Fact]
    public async Task Relations_are_built_without_SQL_text()
    {
        await using var session = await spark.ConnectAsync();
        var numbers = session.Sql("SELECT id, id % 3 AS rest FROM range(10)");
        Assert.Equal([0, 2, 4], (await LongsAsync(numbers.Filter("id % 2 = 0").Select("id").Limit(3))).Order());
        Assert.Equal(20, (await LongsAsync(numbers.Repartition(3).Select("id * 2 AS twice").Filter("twice > 2"))).First(twice => twice == 20 || twice < 19 && twice == 18) + 2);
        Assert.Equal(10, await numbers.CountAsync(Cancel));
    }

    [Fact]
    public async Task Schema_plan_and_rows_can_be_looked_at()
    {
        await using var session = await spark.ConnectAsync();
        var query = session.Sql("SELECT id, cast(id AS decimal(10,2)) AS price, array('a') AS tags FROM range(2)");
        var schema = await query.SchemaAsync(Cancel);
        Assert.Equal(["int64", "decimal128", "list"], schema.FieldsList.Select(field => field.DataType.Name));
        Assert.Contains("price: decimal(10,2)", await query.SchemaTextAsync(Cancel));
        Assert.Contains("Physical Plan", await query.ExplainAsync(ExplainMode.Simple, Cancel));
        Assert.Contains("Analyzed Logical Plan", await query.ExplainAsync(ExplainMode.Extended, Cancel));
        Assert.Contains("| id|price|tags|", await query.ShowAsync(cancel: Cancel));
        Assert.Contains("-RECORD 0", await query.ShowAsync(vertical: true, cancel: Cancel));
    }

    [Fact]
    public async Task Rows_are_read_one_by_one_as_dotnet_has_them()
    {
        await using var session = await spark.ConnectAsync();
        await session.SetSettingAsync("spark.sql.session.timeZone", "UTC", Cancel);
        var row = (await session.Sql("""
            SELECT true AS flag, 1Y AS tiny, 2S AS small, 3 AS whole, 4L AS large, CAST(0.5 AS FLOAT) AS single, 0.25D AS double, 1.50 AS decimal, 'it' AS text, X'01FF' AS bytes,
                DATE'2024-02-29' AS day, TIMESTAMP'2024-02-29 10:00:00' AS at, TIMESTAMP_NTZ'2024-01-02 03:04:05' AS ntz, INTERVAL '90' MINUTE AS span, NULL AS nothing,
                array(1, NULL, 3) AS list, named_struct('a', 1, 'b', 'x') AS pair, map('k', 7) AS map
            """).FirstRowAsync(Cancel))!.Value;
        Assert.Equal(["flag", "tiny", "small", "whole", "large", "single", "double", "decimal", "text", "bytes", "day", "at", "ntz", "span", "nothing", "list", "pair", "map"], row.Columns);
        object?[] values = [true, (sbyte)1, (short)2, 3, 4L, 0.5f, 0.25, 1.50m, "it", new byte[] { 1, 255 }, new DateOnly(2024, 2, 29), new DateTimeOffset(2024, 2, 29, 10, 0, 0, TimeSpan.Zero), new DateTime(2024, 1, 2, 3, 4, 5), TimeSpan.FromMinutes(90), null];
        for (int column = 0; column < values.Length; column++) Assert.Equal(values[column], row[column]);
        Assert.Equal([1, null, 3], (object?[])row["list"]!);
        Assert.Equal(new Dictionary<string, object?> { ["a"] = 1, ["b"] = "x" }, (Dictionary<string, object?>)row["pair"]!);
        Assert.Equal(new Dictionary<object, object?> { ["k"] = 7 }, (Dictionary<object, object?>)row["map"]!);
        Assert.Equal((3L, 4, 0.5, 1.5, (int?)null), (row.Get<long>("whole"), row.Get<int>("large"), row.Get<double>("single"), row.Get<double>("decimal"), row.Get<int?>("nothing")));
        Assert.StartsWith("flag = True, tiny = 1,", row.ToString());
        List<long> ids = [];
        await foreach (var each in session.Sql("SELECT id FROM range(0, 1000, 1, 3)").ToRowsAsync(Cancel)) ids.Add(each.Get<long>("id"));
        Assert.Equal(Enumerable.Range(0, 1000).Select(static id => (long)id), ids.Order());
        Assert.Null(await session.Sql("SELECT id FROM range(0)").FirstRowAsync(Cancel));
    }

    [Fact]
    public async Task A_rows_value_is_not_taken_for_what_it_is_not()
    {
        await using var session = await spark.ConnectAsync();
        var row = (await session.Sql("SELECT 300 AS many, 0.5D AS half, CAST(NULL AS INT) AS nothing, 'it' AS text").FirstRowAsync(Cancel))!.Value;
        Assert.Throws<OverflowException>(() => row.Get<byte>("many"));
        Assert.Contains("Column 'half' is a Double, and was asked for as Int32", Assert.Throws<InvalidCastException>(() => row.Get<int>("half")).Message);
        Assert.Contains("Column 'nothing' is null in this row, and was asked for as Int32. Ask for Int32?", Assert.Throws<InvalidCastException>(() => row.Get<int>("nothing")).Message);
        Assert.Throws<InvalidCastException>(() => row.Get<int>("text"));
        Assert.Contains("There is no column 'Many'. The row has many, half, nothing, text.", Assert.Throws<ArgumentException>(() => row["Many"]).Message);
    }

    [Fact]
    public async Task A_statement_runs_once()
    {
        await using var session = await spark.ConnectAsync();
        await session.ExecuteAsync("CREATE TABLE once (id BIGINT) USING parquet", cancel: Cancel);
        var inserted = await session.ExecuteAsync("INSERT INTO once VALUES (7)", cancel: Cancel);
        await inserted.CollectAsync(Cancel);
        await inserted.CollectAsync(Cancel);
        Assert.Equal([7], await LongsAsync(session.Table("once")));
        Assert.Equal([0, 1], await LongsAsync(await session.ExecuteAsync("SELECT id FROM range(2)", cancel: Cancel)));
        await session.ExecuteAsync("DROP TABLE once", cancel: Cancel);
    }

    internal static async Task<List<long>> LongsAsync(DataFrame query)
    {
        List<long> values = [];
        await foreach (var batch in query.ToBatchesAsync(Cancel)) values.AddRange(((Int64Array)batch.Column(0)).Values);
        return values;
    }
}
