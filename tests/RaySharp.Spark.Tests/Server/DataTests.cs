using Apache.Arrow;
using Apache.Arrow.Types;
using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Server;

[Collection(nameof(SharedSpark))]   // one after the other: they share two cores
public sealed class DataTests(SharedSpark spark)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batches_go_there_and_come_back()
    {
        await using var session = await spark.ConnectAsync();
        await session.SetSettingAsync("spark.sql.session.timeZone", "UTC", Cancel);
        var sent = People();
        var received = Assert.Single(await session.CreateDataFrame(sent).CollectAsync(Cancel));
        Assert.Equal(Text(sent), Text(received));
        Assert.Equal(sent.Schema.FieldsList.Select(field => (field.Name, field.DataType.TypeId)), received.Schema.FieldsList.Select(field => (field.Name, field.DataType.TypeId)));
    }

    [Fact]
    public async Task Large_ones_travel_once_and_several_make_one_table()
    {
        await using var session = await spark.ConnectAsync();
        var numbers = session.CreateDataFrame(FakeStreams.Longs(Enumerable.Range(0, 200_000).Select(id => (long)id)), FakeStreams.Longs(Enumerable.Range(200_000, 200_000).Select(id => (long)id)));
        Assert.Equal(400_000, await numbers.CountAsync(Cancel));
        Assert.Equal([399_999], await QueryTests.LongsAsync(numbers.Filter("id > 399998")));
        await session.CreateTempViewAsync("numbers", [FakeStreams.Longs(1, 2)], Cancel);
        Assert.Equal([1, 2], await QueryTests.LongsAsync(session.Sql("SELECT id FROM numbers ORDER BY id")));
    }

    [Fact]
    public async Task Batches_that_differ_or_are_none_are_refused()
    {
        await using var session = await spark.ConnectAsync();
        Assert.Contains("differ in their columns", Assert.Throws<ArgumentException>(() => session.CreateDataFrame(People(), FakeStreams.Longs(1))).Message);
        Assert.Contains("at least one batch", Assert.Throws<ArgumentException>(() => session.CreateDataFrame()).Message);
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("orc")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("delta")]
    public async Task Files_are_written_and_read(string format)
    {
        Assert.SkipWhen(format == "delta" && !Directory.EnumerateFiles(Path.Combine(SparkInstallation.FindOrSkip().Home, "jars"), "delta-spark_*.jar").Any(), "This Spark has no Delta Lake.");
        await using var session = await spark.ConnectAsync();
        string path = Path.Combine(await spark.FolderAsync(), "data");
        var numbers = session.Sql("SELECT id, id % 2 AS odd FROM range(10)");
        var write = numbers.Write.Format(format).PartitionBy("odd").Option("header", "true");
        await write.SaveAsync(path, Cancel);
        await Assert.ThrowsAsync<SparkException>(() => write.SaveAsync(path, Cancel));
        await write.Mode(SaveMode.Ignore).SaveAsync(path, Cancel);
        await write.Mode(SaveMode.Append).SaveAsync(path, Cancel);
        Assert.True(Directory.Exists(Path.Combine(path, "odd=1")));
        var read = session.Read.Format(format).Option("header", "true");
        if (format is not "delta") read = read.Schema("id BIGINT, odd BIGINT");
        Assert.Equal([1, 1, 3, 3, 5, 5, 7, 7, 9, 9], (await QueryTests.LongsAsync(read.Load(path).Filter("odd = 1").Select("id"))).Order());
        await write.Mode(SaveMode.Overwrite).SaveAsync(path, Cancel);
        Assert.Equal(10, await read.Load(path).CountAsync(Cancel));
    }

    [Fact]
    public async Task Tables_are_made_and_added_to()
    {
        await using var session = await spark.ConnectAsync();
        var numbers = session.Sql("SELECT id FROM range(3)");
        await numbers.Write.Format("parquet").SaveAsTableAsync("kept", Cancel);
        await numbers.Write.InsertIntoAsync("kept", Cancel);
        Assert.Equal([0, 0, 1, 1, 2, 2], (await QueryTests.LongsAsync(session.Read.Table("kept"))).Order());
        await session.ExecuteAsync("DROP TABLE kept", cancel: Cancel);
    }

    private static RecordBatch People()
    {
        IArrowArray[] columns =
        [
            new Int32Array.Builder().Append(1).AppendNull().Append(3).Build(),
            new StringArray.Builder().Append("Ada").Append("Jürgen").AppendNull().Build(),
            new DoubleArray.Builder().Append(0.5).Append(double.NaN).AppendNull().Build(),
            new BooleanArray.Builder().Append(true).Append(false).AppendNull().Build(),
            new Date32Array.Builder().Append(new DateOnly(2024, 2, 29)).Append(new DateOnly(1815, 12, 10)).AppendNull().Build(),
            new TimestampArray.Builder(new TimestampType(TimeUnit.Microsecond, "UTC")).Append(DateTimeOffset.UnixEpoch).Append(DateTimeOffset.UnixEpoch.AddDays(-1)).AppendNull().Build(),
            new Decimal128Array.Builder(new Decimal128Type(10, 2)).Append(1.25m).Append(-7m).AppendNull().Build(),
            new BinaryArray.Builder().Append([1, 2, 255]).Append([]).AppendNull().Build(),
        ];
        string[] names = ["id", "name", "score", "member", "born", "seen", "balance", "key"];
        return new(new Schema(names.Zip(columns, (name, column) => new Field(name, column.Data.DataType, true)), null), columns, 3);
    }

    private static string Text(RecordBatch batch) => string.Join('\n', batch.Arrays.Select(column => string.Join(' ', Enumerable.Range(0, column.Length).Select(row => column.IsNull(row) ? "null" : column switch
    {
        Int32Array numbers => $"{numbers.GetValue(row)}",
        StringArray texts => texts.GetString(row),
        DoubleArray numbers => $"{numbers.GetValue(row)}",
        BooleanArray flags => $"{flags.GetValue(row)}",
        Date32Array days => $"{days.GetDateOnly(row)}",
        TimestampArray times => $"{times.GetTimestamp(row):O}",
        Decimal128Array numbers => $"{numbers.GetValue(row)}",
        BinaryArray bytes => Convert.ToHexString(bytes.GetBytes(row)),
        _ => throw new NotSupportedException(column.GetType().Name),
    }))));
}
