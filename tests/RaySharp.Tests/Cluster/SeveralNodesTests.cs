using RaySharp.Scheduling;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Several nodes in one process, over the real links: where tasks and actors go.</summary>
public sealed class SeveralNodesTests
{
    [Fact]
    public async Task A_node_without_cpus_has_all_its_tasks_run_elsewhere()
    {
        await using var cluster = await OpenNodes.StartAsync(1);
        var jobs = PlaceJobs.Remote.On(cluster.Runtime);
        Assert.Equal(2u, await jobs.NodeNumber().Within("one"));
        Assert.Equal(2u, await jobs.With(new() { Cpus = 0 }).NodeNumber().Within("one that needs no CPU"));
        Assert.Equal(2u, await jobs.With(new() { MaxRetries = 0 }).NodeNumber().Within("one in a process of its own"));
        Assert.Equal(2u, await jobs.NodeNumberOfChild().Within("one that a task submits and waits for"));
    }

    [Fact]
    public async Task What_one_node_cannot_run_now_goes_to_another()
    {
        await using var cluster = await OpenNodes.StartAsync(1, 1);
        using Gate gate = new();
        var jobs = PlaceJobs.Remote.On(cluster.Runtime);
        ObjectRef<uint>[] tasks = [jobs.NodeAt(gate.Name), jobs.NodeAt(gate.Name)];
        foreach (var visitor in await gate.NextAsync(2, "both run")) visitor.LetGo();
        Assert.Equal([2u, 3u], (await Ray.WhenAll(tasks).Within("both")).Order());
    }

    /// <summary>Leases that the driver only keeps must not hide from a waiting request that there is room.</summary>
    [Fact]
    public async Task A_request_that_waits_at_one_node_gets_a_lease_that_is_only_kept_at_another()
    {
        await using var cluster = await OpenNodes.StartAsync(1, 1);
        using Gate gate = new();
        var jobs = PlaceJobs.Remote.On(cluster.Runtime);
        ObjectRef<uint>[] kept = [jobs.NodeAt(gate.Name), jobs.NodeAt(gate.Name)];
        foreach (var visitor in await gate.NextAsync(2, "two run")) visitor.LetGo();
        await Ray.WhenAll(kept).Within("two");
        var others = jobs.With(new() { Cpus = 0.75 });
        ObjectRef<uint>[] tasks = [others.NodeAt(gate.Name), others.NodeAt(gate.Name)];
        foreach (var visitor in await gate.NextAsync(2, "two others run side by side")) visitor.LetGo();
        Assert.Equal([2u, 3u], (await Ray.WhenAll(tasks).Within("two others")).Order());
    }

    [Fact]
    public async Task Spread_goes_from_node_to_node()
    {
        await using var cluster = await OpenNodes.StartAsync(4, 4);
        using Gate gate = new();
        var jobs = PlaceJobs.Remote.On(cluster.Runtime).With(new() { Strategy = SchedulingStrategy.Spread });
        var tasks = Enumerable.Range(0, 4).Select(_ => jobs.NodeAt(gate.Name)).ToArray();
        foreach (var visitor in await gate.NextAsync(4, "all run")) visitor.LetGo();
        Assert.Equal([2u, 2u, 3u, 3u], (await Ray.WhenAll(tasks).Within("all")).Order());
    }

    [Fact]
    public async Task Affinity_is_kept_and_refused_where_it_cannot_be()
    {
        await using var cluster = await OpenNodes.StartAsync(1, 1);
        var jobs = PlaceJobs.Remote.On(cluster.Runtime);
        Assert.Equal(3u, await jobs.With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(3), soft: false) }).NodeNumber().Within("on node 3"));
        Assert.Equal(1u, await jobs.With(new() { Cpus = 0, Strategy = SchedulingStrategy.NodeAffinity(new NodeId(1), soft: false) }).NodeNumber().Within("on the driver's own"));
        Assert.InRange(await jobs.With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(9), soft: true) }).NodeNumber().Within("elsewhere"), 2u, 3u);
        var refused = await jobs.With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(9), soft: false) }).NodeNumber().FailsWith<TaskUnschedulableException>("on a node that is not there");
        Assert.Contains("bound to node 9 (SchedulingStrategy.NodeAffinity), which is not in the cluster (any more). Make the affinity soft, or name one of these: 1, 2, 3.", refused.Message);
    }

    [Fact]
    public async Task What_no_node_has_is_refused_and_named()
    {
        await using var cluster = await OpenNodes.StartAsync(1, 2);
        var refused = await PlaceJobs.Remote.On(cluster.Runtime).With(new() { Cpus = 3 }).NodeNumber().FailsWith<TaskUnschedulableException>("3 CPUs");
        Assert.Contains("3 CPU were asked for, no node has more than 2. Ask for less, or give the cluster a node that has more. The cluster has 3 nodes; the most that any has of each is 2 CPU.", refused.Message);
    }

    [Fact]
    public async Task What_waits_for_a_node_runs_when_one_joins()
    {
        await using var cluster = await OpenNodes.StartAsync(1);
        cluster.MayGrow(true);
        var task = PlaceJobs.Remote.On(cluster.Runtime).With(new() { Resources = new Dictionary<string, double> { ["npu"] = 1 } }).NodeNumber();
        cluster.Join(ResourceSet.Of(1, custom: new Dictionary<string, double> { ["npu"] = 1 }));
        Assert.Equal(3u, await task.Within("the one that waits"));
    }

    [Fact]
    public async Task An_actor_lives_on_another_node_and_on_the_one_it_is_bound_to()
    {
        await using var cluster = await OpenNodes.StartAsync(1, 1);
        var tally = Tally.Remote.On(cluster.Runtime).Create(5);
        Assert.Equal(7, await tally.Add(2).Within("a call"));
        var bound = Where.Remote.On(cluster.Runtime).With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(3), soft: false) }).Create();
        Assert.Equal(3u, await bound.Node().Within("a call to the one that is bound"));
        await cluster.Runtime.KillAsync(bound).Within("its end");
        await cluster.Runtime.KillAsync(tally).Within("the other's end");
        var both = PlaceJobs.Remote.On(cluster.Runtime);
        foreach (uint node in new[] { 2u, 3u })
            Assert.Equal(node, await both.With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(node), soft: false) }).NodeNumber().Within("what the actors held is free"));
    }

    [Fact]
    public async Task What_was_asked_of_a_node_that_is_lost_runs_elsewhere()
    {
        await using var cluster = await OpenNodes.StartAsync(1, 1);
        using Gate gate = new();
        var jobs = PlaceJobs.Remote.On(cluster.Runtime);
        var soft = jobs.With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(3), soft: true) });
        ObjectRef<uint>[] tasks = [soft.NodeAt(gate.Name), soft.NodeAt(gate.Name)];
        var first = await gate.NextAsync("the first, on node 3");       // whose only CPU it keeps until all others know that the node is lost
        var end = cluster.Lose(3);
        for (int i = 0; i < tasks.Length; i++) (await gate.NextAsync($"{i} of the tasks went on, elsewhere")).LetGo();
        Assert.Equal([2, 2], await Task.WhenAll(tasks.Select(task => task.GetAsync())).Within("what ran elsewhere"));
        first.LetGo();
        await end();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_lost_node_ran_runs_on_the_one_that_comes_in_its_place(bool joinsFirst)
    {
        await using var cluster = await OpenNodes.StartAsync(1, 1);
        cluster.MayGrow(true);
        using Gate gate = new();
        var spread = PlaceJobs.Remote.On(cluster.Runtime).With(new() { Strategy = SchedulingStrategy.Spread });
        ObjectRef<uint>[] tasks = [spread.NodeAt(gate.Name), spread.NodeAt(gate.Name)];
        var visitors = await gate.NextAsync(2, "a task runs on each node");
        if (joinsFirst) cluster.Join(ResourceSet.Of(1));
        var end = cluster.Lose(3);
        if (!joinsFirst) cluster.Join(ResourceSet.Of(1));
        (await gate.NextAsync("it runs on the new node")).LetGo();
        foreach (var visitor in visitors) visitor.LetGo();
        Assert.Equal([2u, 4u], (await Task.WhenAll(tasks.Select(task => task.GetAsync())).Within("both end")).Order());
        await end();
    }
}
