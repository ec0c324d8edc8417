using RaySharp.Platform;
using RaySharp.Spark.Tests.Server;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Whatever is killed: work goes on elsewhere, Spark brings back what it can, and nothing is left.</summary>
[Collection(nameof(ExecutorSpark))]
public sealed class FaultTests(ExecutorSpark spark) : IAsyncLifetime
{
    private static readonly SparkClusterOptions _two = new() { MaxWorkerNodes = 2, CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20 };

    private static readonly Dictionary<string, string> _small = new() { ["spark.executor.memory"] = "512m" };

    /// <summary>Between two tries to reach a server that is away there is up to a minute.</summary>
    private static readonly TimeSpan _restartPatience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_killed_executor_tasks_run_elsewhere_and_Spark_places_its_node_anew()
    {
        await using var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), _two, Cancel);
        using Gate gate = new();
        var jobs = SparkJobs.Remote.On(cluster).With(new() { Strategy = SchedulingStrategy.Spread });
        ObjectRef<string>[] tasks = [jobs.At(gate.Name, "one"), jobs.At(gate.Name, "two")];
        var visitors = await gate.NextAsync(2, "two tasks run, one on each node");
        int[] nodes = await spark.NodesAsync();
        int node = HostedNodes.ParentOf(visitors[0].Pid), executor = HostedNodes.ParentOf(node);
        Assert.Contains(node, nodes);
        int[] itsNodes = [.. nodes.Where(each => HostedNodes.ParentOf(each) == executor)];
        var others = visitors.Where(visitor => !itsNodes.Contains(HostedNodes.ParentOf(visitor.Pid))).ToArray();
        HostedNodes.Kill(executor);
        await HostedNodes.GoneAsync(itsNodes);
        foreach (var again in await gate.NextAsync(itsNodes.Length, "what ran there runs again, on nodes that came in their places")) again.LetGo();
        foreach (var other in others) other.LetGo();
        await Ray.WhenAll(tasks).Within("both end");
        Assert.Equal(2, (await spark.NodesAsync()).Length);
    }

    [Fact]
    public async Task Of_a_killed_program_Spark_has_its_slots_back()
    {
        using var program = SparkProgram.Start(await spark.AddressAsync());
        Assert.Equal("ready", await program.LineAsync());
        int[] nodes = await spark.NodesAsync();
        Assert.Equal(2, nodes.Length);
        program.Kill();
        await HostedNodes.GoneAsync(nodes);
        await using var cluster = await RayOnSpark.SetupAsync(await spark.AddressAsync(), _two with { MaxWorkerNodes = 4 }, Cancel);     // all slots that there are
        Assert.Equal(14, await SparkJobs.Remote.On(cluster).Twice(7));
    }

    [Fact]
    public async Task Of_nodes_that_are_killed_with_all_their_workers_nothing_is_left()
    {
        using var program = SparkProgram.Start(await spark.AddressAsync());
        Assert.Equal("ready", await program.LineAsync());
        int[] nodes = await spark.NodesAsync();
        Assert.Equal(2, nodes.Length);
        string[] left = [.. nodes.SelectMany(HostedNodes.FoldersOf)];
        Assert.All(left, static folder => Assert.True(Directory.Exists(folder)));
        program.Stop();      // else it would remove what is on its machine
        foreach (int node in nodes) Signals.Send(node, Signals.Stop);      // it starts no worker while they are counted
        int[] workers = [.. nodes.SelectMany(HostedNodes.WorkersOf)];
        foreach (int pid in workers.Concat(nodes)) Signals.Send(pid, Signals.Kill);
        await HostedNodes.NothingAtAsync(left);
        await program.EndAsync();
    }

    [Fact]
    public async Task When_Spark_is_restarted_the_nodes_come_again_and_no_task_is_lost()
    {
        using Gate gate = new();
        var server = await SparkServer.StartAsync(_small, master: "local-cluster[1,1,1024]");
        await using var cluster = await RayOnSpark.SetupAsync($"sc://localhost:{server.Port}", _two with { MaxWorkerNodes = 1 }, Cancel);
        var before = cluster.Session;
        var task = SparkJobs.Remote.On(cluster).At(gate.Name, "job");
        await gate.NextAsync("the task runs");
        await server.DisposeAsync();
        await using var restarted = await SparkServer.StartAsync(_small, server.Port, "local-cluster[1,1,1024]");
        (await gate.NextAsync(_restartPatience, "the task runs again")).LetGo();
        await task.Within("the task's end");
        Assert.NotSame(before, cluster.Session);
    }

    [Fact]
    public async Task Operations_that_somebody_else_cancels_are_submitted_again_and_no_task_is_lost()
    {
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        await using var cluster = await RayOnSpark.SetupAsync(session, _two, Cancel);
        using Gate gate = new();
        var task = SparkJobs.Remote.On(cluster).At(gate.Name, "job");
        await gate.NextAsync("the task runs");
        int[] nodes = await spark.NodesAsync();
        Assert.Equal(2, (await session.InterruptAllAsync(Cancel)).Count);
        await HostedNodes.GoneAsync(nodes);
        (await gate.NextAsync("the task runs again")).LetGo();
        await task.Within("the task's end");
    }

    [Fact]
    public async Task When_Spark_closes_the_session_the_nodes_come_again_in_another()
    {
        string connection = $"{await spark.AddressAsync()}/;user_id=tests;session_id={Guid.NewGuid()}";
        await using var cluster = await RayOnSpark.SetupAsync(connection, _two, Cancel);
        var before = cluster.Session;
        using Gate gate = new();
        var task = SparkJobs.Remote.On(cluster).At(gate.Name, "job");
        await gate.NextAsync("the task runs");
        await using (await SparkSession.ConnectAsync(connection, cancel: Cancel)) { }      // whoever has its id can end it
        (await gate.NextAsync("the task runs again")).LetGo();
        await task.Within("the task's end");
        Assert.NotEqual(before.ServerSideSessionId, cluster.Session.ServerSideSessionId);
    }

    [Fact]
    public async Task A_set_up_that_is_given_up_leaves_nothing()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var options = _two with { MaxWorkerNodes = 6, Progress = new WhenPlaced(stop) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await RayOnSpark.SetupAsync(await spark.AddressAsync(), options, stop.Token));
        await HostedNodes.GoneAsync(await spark.NodesAsync());
        Assert.Throws<RuntimeNotFoundException>(static () => RayOnSpark.Current);
        await using var session = await SparkSession.ConnectAsync(await spark.AddressAsync(), cancel: Cancel);
        Assert.Equal(4, await session.Sql("SELECT id FROM range(0, 4, 1, 4)").CountAsync(Cancel));
    }

    [Fact]
    public async Task When_Spark_loses_a_session_of_the_programs_own_what_waits_fails_with_the_reason()
    {
        var server = await SparkServer.StartAsync(_small, master: "local-cluster[1,1,1024]");
        SparkSessionOptions eager = new() { Retries = new() { MaxRetries = 1000, MaxBackoff = TimeSpan.FromMilliseconds(200) } };
        await using var session = await SparkSession.ConnectAsync($"sc://localhost:{server.Port}", eager, Cancel);
        using Gate gate = new();
        await using var cluster = await RayOnSpark.SetupAsync(session, _two with { MaxWorkerNodes = 1 }, Cancel);
        var task = SparkJobs.Remote.On(cluster).At(gate.Name, "job");
        await gate.NextAsync("the task runs");
        await server.DisposeAsync();
        await using var restarted = await SparkServer.StartAsync(_small, server.Port, "local-cluster[1,1,1024]");
        Assert.Contains($"no others will come. The Spark session {session.SessionId} is lost: ", (await Assert.ThrowsAsync<TaskUnschedulableException>(() => task.Within("the task fails"))).Message);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Whatever the test did, its nodes end, and nothing of them is left on the executors.</summary>
    public async ValueTask DisposeAsync()
    {
        await HostedNodes.GoneAsync(await spark.NodesAsync());
        await spark.NoFoldersAsync();
    }

    /// <summary>Gives up when the first task was placed.</summary>
    private sealed class WhenPlaced(CancellationTokenSource stop) : IProgress<string>
    {
        public void Report(string value)
        {
            if (value.Contains("has placed", StringComparison.Ordinal)) stop.Cancel();
        }
    }
}
