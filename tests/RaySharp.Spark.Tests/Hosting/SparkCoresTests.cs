using RaySharp.Spark.Hosting;

namespace RaySharp.Spark.Tests.Hosting;

public sealed class SparkCoresTests
{
    [Theory]
    [InlineData("== Physical Plan ==\n*(1) Range (0, 1, step=1, splits=4)\n", 4)]
    [InlineData("== Physical Plan ==\nRange (0, 1, step=1, splits=128)", 128)]
    [InlineData("== Physical Plan ==\nLocalTableScan [splits=4]", null)]
    [InlineData("", null)]
    public void A_plan_tells_how_many_cores_there_are(string plan, int? cores) => Assert.Equal(cores, SparkCores.In(plan));
}
