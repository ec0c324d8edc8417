using RaySharp.Spark.Tests.Server;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A real Spark that fails every script transform, because its executors have no shell.</summary>
[Collection(nameof(ExecutorSpark))]     // a program has one cluster at a time
public sealed class NoShellTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Executors_without_a_shell_are_told_and_nothing_runs_on_in_Spark()
    {
        SparkInstallation.FindOrSkip();
        await OwnMounts.FindOrSkipAsync();
        await using var server = await SparkServer.StartAsync(new Dictionary<string, string> { ["spark.executor.memory"] = "512m" }, master: "local-cluster[1,1,1024]", hides: "/bin/bash");
        await using var session = await SparkSession.ConnectAsync($"sc://localhost:{server.Port}", cancel: Cancel);
        var refused = await Assert.ThrowsAsync<SparkException>(() => RayOnSpark.SetupAsync(session, new() { CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20 }, Cancel));
        Assert.StartsWith("Spark's executors cannot start the script that hosts a node: java.io.IOException: Cannot run program \"/bin/bash\"", refused.Message);
        Assert.EndsWith(" Nodes need executors with a /bin/bash.", refused.Message);
        Assert.Throws<RuntimeNotFoundException>(static () => RayOnSpark.Current);
        Assert.Equal(1, await session.Sql("SELECT id FROM range(0, 1, 1, 1)").CountAsync(Cancel));      // the only core is free
        Assert.Empty(await session.InterruptAllAsync(Cancel));
    }
}
