using RaySharp.Spark.Tests.Hosting;

namespace RaySharp.Spark.Tests.Sizing;

[Collection(nameof(ExecutorSpark))]
public sealed class ProbeTests(ExecutorSpark spark)
{
    [Fact]
    public async Task Executors_tell_what_they_have()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: cancel);
        var resources = await SparkResources.ReadAsync(session, cancel);
        Assert.Equal(2, resources.Executors.DistinctBy(static executor => executor.Id).Count());
        Assert.All(resources.Executors, static executor =>
        {
            Assert.Equal((2, 512L << 20, Environment.MachineName, 0), (executor.Cores, executor.Heap, executor.Host, executor.Gpus));
            Assert.InRange(executor.Memory, 1L << 30, long.MaxValue);
        });
        Assert.Equal((1, false), (resources.CoresPerTask, resources.HasDynamicAllocation));
        Assert.Equal([ClusterKind.Fixed, ClusterKind.Autoscaling, ClusterKind.Hybrid], resources.Propose().Select(static plan => plan.Kind));
    }
}
