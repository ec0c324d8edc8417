using RaySharp.Hosting;
using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>A node that nobody hears of, with its links open: it stands still, as a machine that swaps, or the network is cut. Nobody is told, and it does not know itself.</summary>
public sealed class FrozenNodeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_frozen_node_is_lost_its_work_runs_elsewhere_and_what_it_says_when_it_thaws_counts_no_more() =>
        IsLostAndComesBackAsync(static node => node.Signal("STOP"), static node => node.Signal("CONT"));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public Task A_node_that_is_cut_off_is_lost_its_work_runs_elsewhere_and_what_arrives_when_the_network_is_whole_counts_no_more(bool fromNode, bool fromHead) =>
        IsLostAndComesBackAsync(node => node.Cut(fromNode, fromHead), static node => node.Mend(), hears: !fromHead);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_network_that_is_whole_again_before_the_node_is_missed_loses_nothing(bool fromNode, bool fromHead)
    {
        using Gate gate = new();
        await using var node = await FarNode.StartAsync();
        var task = WaitJobs.Remote.On(node.Cluster.Runtime).With(new() { Strategy = FarNode.There }).At(gate.Name, "task");
        var visitor = await gate.NextAsync("the task runs");
        node.Cut(fromNode, fromHead);
        visitor.LetGo("of the node that was cut off");
        var next = PlaceJobs.Remote.On(node.Cluster.Runtime).With(new() { Strategy = FarNode.There }).NodeNumber();
        node.Mend();
        Assert.Equal("of the node that was cut off", await task.Within("the task"));
        Assert.Equal(FarNode.Number, await next.Within("the next task"));
        Assert.Equal([FarNode.Number], node.Cluster.Membership!.Alive);
    }

    [Fact]
    public async Task A_cluster_ends_although_one_of_its_nodes_is_frozen()
    {
        int[] pids;
        await using (var cluster = await EmbeddedCluster.StartAsync(new() { LocalNodes = 2, Cpus = 1, ObjectStoreMemory = 64 << 20, LogToDriver = false, ShutdownTimeout = TimeSpan.FromSeconds(1) }, Cancel))
        {
            pids = [.. cluster.LocalNodes!.Pids];
            Signals.Send(pids[0], Signals.Stop);
        }
        Assert.All(pids, static pid => Assert.False(RaySharp.Worker.SessionFiles.IsAlive(pid)));
    }

    /// <summary>A task and an actor's call run there, and an object has its only copy there.</summary>
    /// <param name="away">The node is not heard of any more.</param>
    /// <param name="back">It would be again.</param>
    /// <param name="hears">Whether it hears that its link is closed while it is away.</param>
    private static async Task IsLostAndComesBackAsync(Action<FarNode> away, Action<FarNode> back, bool hears = false)
    {
        using Gate gate = new();
        await using var node = await FarNode.StartAsync();
        var runtime = node.Cluster.Runtime;
        var tally = Tally.Remote.On(runtime).With(new() { Strategy = FarNode.There, MaxRestarts = 1, MaxTaskRetries = -1 }).Create(10);
        Assert.Equal(11, await tally.Add(1).Within("the actor lives"));
        var made = StoreJobs.Remote.On(runtime).With(new() { Strategy = FarNode.There }).Make(300_000, 7);
        await Ray.WaitAsync([made], 1, cancel: Cancel).Within("the object is made");
        Assert.Equal(FarNode.Number, made.Entry.Stored!.Node);
        var task = WaitJobs.Remote.On(runtime).With(new() { Strategy = FarNode.There }).At(gate.Name, "task");
        var call = tally.At(gate.Name, "call");
        var first = await gate.NextAsync(2, "both run");
        node.NoteWorkers();
        Assert.All(first, visitor => Assert.Contains(visitor.Pid, node.Machine));
        away(node);
        var next = tally.Add(1);
        node.PassTime();
        Assert.StartsWith($"{FarNode.Number}: it was not heard of for ", await node.Lost.Within("the node is missed"));
        var second = await gate.NextAsync(2, "both run elsewhere");
        Assert.All(second, visitor => Assert.DoesNotContain(visitor.Pid, node.Machine));
        Assert.Equal(StoreData.Bytes(300_000, 7), await made.Within("the object is made again"));
        if (hears) await node.EndedAsync();
        else
        {
            foreach (var visitor in first) visitor.LetGo("of the node that was lost");
        }
        back(node);
        await node.EndedAsync();
        Assert.False(task.GetAsync(cancel: Cancel).IsCompleted || call.GetAsync(cancel: Cancel).IsCompleted);
        foreach (var visitor in second) visitor.LetGo("of the other");
        Assert.Equal(["of the other", "of the other"], await Ray.WhenAll([task, call], Cancel).Within("both"));
        Assert.Equal(11, await next.Within("the actor began again"));
        Assert.False(gate.IsVisited);
        await node.AddAsync();
        Assert.Equal([FarNode.Number + 1], node.Cluster.Membership!.Alive);
        var there = SchedulingStrategy.NodeAffinity(new NodeId(FarNode.Number + 1), soft: false);
        Assert.Equal(FarNode.Number + 1, await PlaceJobs.Remote.On(runtime).With(new() { Strategy = there }).NodeNumber().Within("a task where it comes back, under another number"));
    }
}
