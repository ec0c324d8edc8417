using RaySharp.Hosting;
using RaySharp.Spark.Hosting;
using RaySharp.Spark.Shares;
using RaySharp.Spark.Tests.Fakes;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>The nodes' operations, in a session that does what a test says.</summary>
public sealed class SparkNodesTests : IAsyncDisposable
{
    private const string HeadAddress = "head.example:7";
    private readonly QuietSession _session = new();
    private readonly ManualTime _time = new();
    private readonly LogNotes _log = new();
    private readonly EmbeddedCluster _cluster;

    public SparkNodesTests() => _cluster = EmbeddedCluster.Start(new RayOptions { Cpus = 0, ObjectStoreMemory = 64 << 20, LoggerFactory = _log }, openAt: "127.0.0.1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_Spark_that_refuses_script_transforms_ends_the_set_up_at_once()
    {
        await using var nodes = Nodes(sharesPerNode: 1);
        var starting = nodes.StartAsync(1, TimeSpan.FromMinutes(2), Cancel);
        var operation = await _session.NextAsync();
        Assert.Contains("SELECT TRANSFORM(id) USING", operation.Sql);
        operation.End.SetException(new SparkException("[UNSUPPORTED_FEATURE] Not here.", null, new() { SqlState = "0A000" }));
        Assert.Contains("a script transform", (await Assert.ThrowsAsync<SparkException>(() => starting)).Message);
    }

    [Fact]
    public async Task Nodes_that_run_and_never_come_name_the_address_that_was_announced()
    {
        await using var nodes = Nodes(sharesPerNode: 1);
        var starting = nodes.StartAsync(1, TimeSpan.FromMinutes(2), Cancel);
        (await _session.NextAsync()).Runs(1);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Contains($"the nodes do not reach this program at {HeadAddress}, which it announced", (await Assert.ThrowsAsync<TimeoutException>(() => starting)).Message);
    }

    [Fact]
    public async Task Nodes_that_find_no_core_are_counted()
    {
        await using var nodes = Nodes(sharesPerNode: 1);
        var starting = nodes.StartAsync(2, TimeSpan.FromMinutes(2), Cancel);
        (await _session.NextAsync()).Runs(1);
        await _session.NextAsync();
        _time.Advance(TimeSpan.FromMinutes(3));
        string message = (await Assert.ThrowsAsync<TimeoutException>(() => starting)).Message;
        Assert.StartsWith("0 of 2 nodes became ready within 120 s (SparkClusterOptions.StartTimeout). ", message);
        Assert.Contains("Spark has placed 1 of 2 tasks (1 for each node, each of 1 core): there are not enough free task slots. Spark has 4 cores in all, busy ones counted.", message);
    }

    [Fact]
    public async Task One_node_is_spoken_of_as_one()
    {
        await using var nodes = Nodes(sharesPerNode: 1);
        var starting = nodes.StartAsync(1, TimeSpan.FromMinutes(2), Cancel);
        await _session.NextAsync();
        _time.Advance(TimeSpan.FromMinutes(3));
        string message = (await Assert.ThrowsAsync<TimeoutException>(() => starting)).Message;
        Assert.StartsWith("0 of 1 node became ready within 120 s (SparkClusterOptions.StartTimeout). Spark has placed 0 of 1 task (1 for each node, each of 1 core)", message);
    }

    [Fact]
    public async Task Processes_that_came_and_were_no_nodes_in_time_are_not_called_unreachable()
    {
        await using var nodes = Nodes(sharesPerNode: 1);
        var starting = nodes.StartAsync(1, TimeSpan.FromMinutes(2), Cancel);
        await _session.NextAsync();
        Assert.True((await ((INodeDesk)nodes).RoleOfAsync(Share(1, pid: 100), Cancel)).IsNode);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Contains($"1 of the processes reached this program at {HeadAddress}, but what became of them was not ready in time", (await Assert.ThrowsAsync<TimeoutException>(() => starting)).Message);
    }

    [Fact]
    public async Task A_process_that_Spark_starts_again_does_not_wait_for_the_place_of_the_one_before()
    {
        await using var nodes = Nodes(sharesPerNode: 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var starting = nodes.StartAsync(1, TimeSpan.FromMinutes(2), stop.Token);
        await _session.NextAsync();
        INodeDesk desk = nodes;
        var members = _cluster.Membership!;
        Assert.True((await desk.RoleOfAsync(Share(1, pid: 100), Cancel)).IsNode);
        Assert.Null(members.Join("spark 1", isDriver: false, out uint first));
        desk.Admitted(Share(1, pid: 100), first);
        Assert.True((await desk.RoleOfAsync(Share(1, pid: 101), Cancel)).IsNode);      // it ended before it was ready: no link tells
        Assert.Null(members.Join("spark 1", isDriver: false, out uint second));
        Assert.NotEqual(first, second);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    }

    [Fact]
    public async Task A_session_that_is_disposed_before_its_cluster_is_told_as_such()
    {
        await using var nodes = Nodes(sharesPerNode: 1);
        TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        nodes.LostForGood += _ => lost.SetResult();
        await nodes.StartAsync(0, TimeSpan.FromMinutes(2), Cancel);
        nodes.Want(2);
        var first = await _session.NextAsync();
        await _session.NextAsync();
        first.End.SetException(new ObjectDisposedException("channel"));
        Assert.StartsWith("The Spark session that hosts the cluster's nodes was disposed before the cluster. Dispose the cluster first.", await _log.Warning.Within("the reason"));
        await lost.Task.Within("nothing waits for its nodes");
        nodes.Want(3);
        _time.Advance(TimeSpan.FromHours(1));      // what had waited is not taken back once more
    }

    [Fact]
    public async Task A_failure_of_another_client_of_Spark_ends_the_set_up_as_it_is()
    {
        await using var nodes = Nodes(sharesPerNode: 1);
        var starting = nodes.StartAsync(1, TimeSpan.FromMinutes(2), Cancel);
        (await _session.NextAsync()).End.SetException(new IOException("the pipe of that client"));
        Assert.Equal("the pipe of that client", (await Assert.ThrowsAsync<IOException>(() => starting)).Message);
    }

    [Fact]
    public async Task A_placeholder_that_finds_no_core_again_is_told_and_holds_its_cores_when_it_has_one()
    {
        await using var nodes = Nodes(sharesPerNode: 2);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var starting = nodes.StartAsync(1, TimeSpan.FromMinutes(2), stop.Token);
        QuietOperation[] operations = [await _session.NextAsync(), await _session.NextAsync()];
        INodeDesk desk = nodes;
        var first = desk.RoleOfAsync(Share(1, pid: 100), Cancel);
        Assert.Equal(100, (await desk.RoleOfAsync(Share(2, pid: 101), Cancel)).WatchedPid);
        Assert.True((await first.Within("the two make a node")).IsNode);
        desk.Admitted(Share(1, pid: 100), number: 5);
        foreach (var operation in operations) operation.Runs(1);
        foreach (var operation in operations) operation.Runs(0);      // of the node itself the cluster hears by its link
        Assert.StartsWith("A task that held cores for node 5 has ended, and Spark has none", await _log.Warning.Within("the warning"));
        Assert.Equal(100, (await desk.RoleOfAsync(Share(2, pid: 102), Cancel)).WatchedPid);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    }

    private SparkNodes Nodes(int sharesPerNode) => new(new NodeSite(_session, static share => $"share {share}"), null, _cluster, HeadAddress, new ShareBookOptions { SharesPerNode = sharesPerNode }, "tests", null, _time);

    private static NodeApplication Share(int number, int pid) => new(ClusterDoor.Version, null, "machine", pid, new SparkShare(number, "executor", 4, ParentPid: 9));
}
