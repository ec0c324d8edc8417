using RaySharp.Spark.Hosting;
using RaySharp.Spark.Tests.Fakes;

namespace RaySharp.Spark.Tests.Hosting;

public sealed class SparkCoresTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("== Physical Plan ==\n*(1) Range (0, 1, step=1, splits=4)\n", 4)]
    [InlineData("== Physical Plan ==\nRange (0, 1, step=1, splits=128)", 128)]
    [InlineData("== Physical Plan ==\nLocalTableScan [splits=4]", null)]
    [InlineData("", null)]
    public void A_plan_tells_how_many_cores_there_are(string plan, int? cores) => Assert.Equal(cores, SparkCores.In(plan));

    [Fact]
    public async Task Where_Spark_says_as_many_as_it_says_of_none_the_first_executor_is_waited_for()
    {
        await using QuietSession session = new() { Cores = 2 };
        var cores = SparkCores.WhenThereAsync(session, TimeSpan.FromMinutes(5), Cancel);
        var job = await session.NextAsync();
        Assert.False(cores.IsCompleted);
        session.Cores = 8;
        job.End.SetResult();
        Assert.Equal(8, await cores);
    }

    [Fact]
    public async Task Where_none_comes_in_time_what_Spark_says_counts()
    {
        await using QuietSession session = new() { Cores = 2 };
        Assert.Equal(2, await SparkCores.WhenThereAsync(session, TimeSpan.FromMilliseconds(1), Cancel));
    }

    [Fact]
    public async Task Where_there_are_more_nothing_is_waited_for()
    {
        await using QuietSession session = new() { Cores = 3 };
        Assert.Equal(3, await SparkCores.WhenThereAsync(session, TimeSpan.FromMinutes(5), Cancel));
    }
}
