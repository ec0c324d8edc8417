namespace RaySharp.Spark.Tests.Server;

[Collection(nameof(SharedSpark))]   // one after the other: they share two cores
public sealed class SettingsTests(SharedSpark spark)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_are_set_read_listed_and_unset()
    {
        await using var session = await spark.ConnectAsync();
        Assert.Empty(await session.SetSettingAsync("raysharp.test.a", "1", Cancel));
        await session.SetSettingAsync("raysharp.test.b", "2", Cancel);
        Assert.Equal("1", await session.GetSettingAsync("raysharp.test.a", Cancel));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, await session.GetSettingsAsync("raysharp.test.", Cancel));
        Assert.Contains("raysharp.test.b", await session.GetSettingsAsync(cancel: Cancel));
        await session.UnsetSettingAsync("raysharp.test.a", Cancel);
        Assert.Null(await session.GetSettingAsync("raysharp.test.a", Cancel));
        Assert.Equal("2", await session.GetSettingAsync("spark.sql.shuffle.partitions", Cancel));
    }

    [Fact]
    public async Task What_a_session_cannot_set_is_refused()
    {
        await using var session = await spark.ConnectAsync();
        var failure = await Assert.ThrowsAsync<SparkException>(() => session.SetSettingAsync("spark.sql.warehouse.dir", "/elsewhere", Cancel));
        Assert.Contains("spark.sql.warehouse.dir", failure.Message);
        var own = await Assert.ThrowsAsync<SparkException>(() => session.SetSettingAsync("spark.executor.cores", "8", Cancel));
        Assert.Equal("CANNOT_MODIFY_CONFIG", own.ErrorClass);
    }

    [Fact]
    public async Task Sessions_do_not_share_settings()
    {
        await using var one = await spark.ConnectAsync();
        await using var other = await spark.ConnectAsync();
        await one.SetSettingAsync("raysharp.test.own", "1", Cancel);
        Assert.Null(await other.GetSettingAsync("raysharp.test.own", Cancel));
        Assert.NotEqual(one.ServerSideSessionId, other.ServerSideSessionId);
    }
}
