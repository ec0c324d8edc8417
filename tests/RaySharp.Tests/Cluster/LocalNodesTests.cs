using RaySharp.Hosting;
using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Nodes of this machine in processes of their own.</summary>
public sealed class LocalNodesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_ready_when_the_start_returns_and_gone_when_the_dispose_does()
    {
        int[] pids;
        await using (var cluster = await EmbeddedCluster.StartAsync(Options(2), Cancel))
        {
            Assert.Equal([2u, 3u], cluster.Membership!.Alive);
            pids = [.. cluster.LocalNodes!.Pids];
            Assert.All(pids, static pid => Assert.True(RaySharp.Worker.SessionFiles.IsAlive(pid)));
        }
        Assert.All(pids, static pid => Assert.False(RaySharp.Worker.SessionFiles.IsAlive(pid)));
    }

    [Fact]
    public async Task A_killed_node_is_noticed_and_the_others_stay()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Options(2), Cancel);
        var gone = new TaskCompletionSource<uint>();
        cluster.Membership!.Changed += (node, isReady) =>
        {
            if (!isReady) gone.TrySetResult(node);
        };
        Signals.Send(cluster.LocalNodes!.Pids[0], Signals.Kill);
        uint lost = await gone.Task.Within("the killed node is noticed");
        Assert.Equal(new uint[] { 2, 3 }.Except([lost]), cluster.Membership.Alive);
    }

    [Fact]
    public async Task Tasks_run_on_all_of_them_and_actors_too()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Options(2), Cancel);
        foreach (uint node in cluster.Membership!.Alive)
        {
            var there = PlaceJobs.Remote.On(cluster.Runtime).With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(node), soft: false) });
            Assert.Equal(node, await there.NodeNumber().Within("a task on each node"));
        }
        var actor = Tally.Remote.On(cluster.Runtime).Create();
        Assert.Equal(3, await actor.Add(3).Within("a call"));
        Assert.Equal(5, await actor.Add(2).Within("another call"));
    }

    [Fact]
    public async Task A_node_has_none_of_the_systems_certificates_and_its_workers_have_them()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Options(1), Cancel);
        string[] node = (await File.ReadAllTextAsync($"/proc/{cluster.LocalNodes!.Pids[0]}/environ", Cancel)).Split('\0');
        Assert.Contains("SSL_CERT_FILE=/dev/null", node);
        Assert.Contains("SSL_CERT_DIR=/dev/null", node);
        foreach (string name in new[] { "SSL_CERT_FILE", "SSL_CERT_DIR" })
        {
            Assert.Equal(Environment.GetEnvironmentVariable(name), await PlaceJobs.Remote.On(cluster.Runtime).Variable(name).Within("a task that looks at its variables"));
            Assert.Null(await PlaceJobs.Remote.On(cluster.Runtime).Variable("RAYSHARP_OUTER_" + name).Within("a task that looks at its variables"));
        }
    }

    [Fact]
    public async Task Large_values_are_read_on_other_nodes()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Options(2), Cancel);
        var put = await cluster.Runtime.PutAsync<ReadOnlyMemory<int>>(Enumerable.Range(0, 1_000_000).ToArray()).Within("a put");
        foreach (uint node in cluster.Membership!.Alive)
        {
            var there = StoreJobs.Remote.On(cluster.Runtime).With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(node), soft: false) });
            var memory = await there.Memory(put).Within("a large argument and a large result");
            Assert.Equal(999_999, memory.Span[^1]);
        }
    }

    [Fact]
    public async Task What_ran_on_a_killed_node_runs_again_elsewhere()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Options(2) with { Cpus = 2 }, Cancel);
        using Gate gate = new();
        var spread = WaitJobs.Remote.On(cluster.Runtime).With(new() { Strategy = SchedulingStrategy.Spread });
        ObjectRef<string>[] tasks = [spread.At(gate.Name, "one"), spread.At(gate.Name, "two")];
        var visitors = await gate.NextAsync(2, "two tasks run, one on each node");
        Signals.Send(cluster.LocalNodes!.Pids[0], Signals.Kill);
        var again = await gate.NextAsync("the lost one runs again");
        again.LetGo();
        visitors.Single(visitor => visitor.Says != again.Says).LetGo();
        await Ray.WhenAll(tasks).Within("both end");
    }

    [Fact]
    public void A_negative_number_of_nodes_is_refused() =>
        Assert.Contains("RayOptions.LocalNodes is -1", Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddedCluster.Start(Options(-1))).Message);

    [Fact]
    public void Nodes_of_their_own_and_workers_in_process_exclude_each_other() =>
        Assert.Contains("Give one of the two", Assert.Throws<ArgumentException>(() => EmbeddedCluster.Start(Options(1) with { InProcess = true })).Message);

    private static RayOptions Options(int nodes) => new() { LocalNodes = nodes, Cpus = 1, ObjectStoreMemory = 64 << 20 };
}
