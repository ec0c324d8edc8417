using RaySharp.Hosting;
using RaySharp.Platform;

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
    public void A_negative_number_of_nodes_is_refused() =>
        Assert.Contains("RayOptions.LocalNodes is -1", Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddedCluster.Start(Options(-1))).Message);

    [Fact]
    public void Nodes_of_their_own_and_workers_in_process_exclude_each_other() =>
        Assert.Contains("Give one of the two", Assert.Throws<ArgumentException>(() => EmbeddedCluster.Start(Options(1) with { InProcess = true })).Message);

    private static RayOptions Options(int nodes) => new() { LocalNodes = nodes, Cpus = 1, ObjectStoreMemory = 64 << 20 };
}
