using System.Diagnostics;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Clusters on the executors of a real Spark.</summary>
[Collection(nameof(ExecutorSpark))]
public sealed class SetupTests(ExecutorSpark spark) : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tasks_run_on_the_executors_and_nothing_is_left_after_it()
    {
        List<string> progress = [];
        int[] pids;
        await using (var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel))
        {
            await using (var cluster = await RayOnSpark.SetupAsync(session, Two with { Progress = new Lines(progress) }, Cancel))
            {
                Assert.Same(cluster, RayOnSpark.Current);
                Assert.Equal(2, cluster.WorkerNodes.Count);
                int[] doubled = await Ray.WhenAll(Enumerable.Range(0, 200).Select(number => SparkJobs.Remote.On(cluster).Twice(number)).ToArray());
                Assert.Equal(Enumerable.Range(0, 200).Select(static number => 2 * number), doubled);
                pids = await spark.NodesAsync();
                Assert.Equal(2, pids.Length);
                foreach (var node in cluster.WorkerNodes)
                    Assert.Equal(node.Number, (await SparkJobs.Remote.On(cluster).With(new() { Strategy = SchedulingStrategy.NodeAffinity(node, soft: false) }).Where(0)).Node);
            }
            await HostedNodes.GoneAsync(pids);
            long rows = 0;
            await foreach (var batch in session.Sql("SELECT id FROM range(0, 1000)").ToBatchesAsync(Cancel)) rows += batch.Length;
            Assert.Equal(1000, rows);
            await using var again = await RayOnSpark.SetupAsync(session, Two, Cancel);      // the archives are there already
            Assert.Equal(14, await SparkJobs.Remote.On(again).Twice(7));
        }
        Assert.Contains(progress, static line => line.Contains("nodes ready in", StringComparison.Ordinal));
        Assert.Throws<RuntimeNotFoundException>(() => RayOnSpark.Current);
    }

    [Fact]
    public async Task A_killed_node_comes_back_and_no_task_is_lost()
    {
        await using var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), Two, Cancel);
        var before = await SparkJobs.Remote.On(cluster).Where(0);
        using var node = Process.GetProcessById((await spark.NodesAsync())[0]);
        node.Kill();
        await node.WaitForExitAsync(Cancel);
        int[] doubled = await Ray.WhenAll(Enumerable.Range(0, 100).Select(number => SparkJobs.Remote.On(cluster).Twice(number)).ToArray());
        Assert.Equal(Enumerable.Range(0, 100).Select(static number => 2 * number), doubled);
        Assert.True(before.Node > 1);
    }

    [Fact]
    public async Task Secret_variables_reach_the_workers_and_stand_in_no_command_line()
    {
        const string name = "RAYSHARP_TEST_TOKEN", value = "s3cr3t-of-the-tests";
        Environment.SetEnvironmentVariable(name, value);
        await using var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), Two with { SecretVariables = [name] }, Cancel);
        Assert.Equal(value, await SparkJobs.Remote.On(cluster).Variable(name));
        Assert.DoesNotContain(HostedNodes.CommandLines(), static line => line.Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_cluster_in_one_program_is_refused()
    {
        await using var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), Two with { MaxWorkerNodes = 1 }, Cancel);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await RayOnSpark.SetupAsync(await spark.AddressAsync(), Two, Cancel));
        Assert.Contains("has a cluster on Spark already", refused.Message);
    }

    [Fact]
    public async Task Too_many_nodes_are_an_error_that_says_what_Spark_has()
    {
        var late = await Assert.ThrowsAsync<TimeoutException>(async () => await RayOnSpark.SetupAsync(await spark.AddressAsync(), Two with { MaxWorkerNodes = 6, StartTimeout = TimeSpan.FromSeconds(20) }, Cancel));
        Assert.StartsWith("4 of 6 nodes became ready within 20 s (SparkClusterOptions.StartTimeout). Spark has placed 4 of 6 tasks (1 for each node, each of 1 core): there are not enough free task slots. Spark has 4 cores in all, busy ones counted.", late.Message);
        await HostedNodes.GoneAsync(await spark.NodesAsync());
    }

    [Fact]
    public async Task It_waits_for_slots_that_a_query_holds_and_goes_on_when_they_are_free()
    {
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        await using BusySlots busy = new(tasks: 3);
        await busy.TakeAsync(session, Cancel);
        List<string> progress = [];
        await using var cluster = await RayOnSpark.SetupAsync(session, Two with { Progress = new Lines(progress, line => { if (line.StartsWith("Spark has placed 1 of 2", StringComparison.Ordinal)) busy.LetGo(); }) }, Cancel);
        Assert.Equal(2, cluster.WorkerNodes.Count);
        Assert.Contains("Spark has placed 1 of 2 tasks, waiting for executors", progress);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Whatever the test did, its nodes end.</summary>
    public async ValueTask DisposeAsync() => await HostedNodes.GoneAsync(await spark.NodesAsync());

    private static SparkClusterOptions Two => new() { MaxWorkerNodes = 2, CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20 };

    private sealed class Lines(List<string> lines, Action<string>? then = null) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (lines) lines.Add(value);
            then?.Invoke(value);
        }
    }
}
