using RaySharp.Hosting;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>A node that stands still with its links open, as a machine that swaps or whose network is gone: nobody is told, and it does not know itself.</summary>
public sealed class FrozenNodeTests
{
    private const uint Frozen = 2;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SchedulingStrategy There => SchedulingStrategy.NodeAffinity(new NodeId(Frozen), soft: true);

    [Fact]
    public async Task A_frozen_node_is_lost_its_work_runs_elsewhere_and_what_it_says_when_it_thaws_counts_no_more()
    {
        using Gate gate = new();
        await using var cluster = await EmbeddedCluster.StartAsync(new() { LocalNodes = 2, Cpus = 2, ObjectStoreMemory = 64 << 20, LogToDriver = false }, Cancel);
        TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Runtime.Core.NodeGone += (node, reason) => lost.TrySetResult($"{node}: {reason}");
        var tally = Tally.Remote.On(cluster.Runtime).With(new() { Strategy = There, MaxRestarts = 1, MaxTaskRetries = -1 }).Create(10);
        Assert.Equal(11, await tally.Add(1).Within("the actor lives"));
        var task = WaitJobs.Remote.On(cluster.Runtime).With(new() { Strategy = There }).At(gate.Name, "task");
        var first = await gate.NextAsync("the task runs");
        int node = cluster.LocalNodes!.Pids.Single(pid => DriverChild.ChildrenOf(pid).Contains(first.Pid));
        int[] machine = [node, .. DriverChild.ChildrenOf(node)];
        using var process = System.Diagnostics.Process.GetProcessById(node);
        try
        {
            Signal(machine, "STOP");
            var call = tally.Add(1);
            Assert.StartsWith($"{Frozen}: it was not heard of for ", await lost.Task.Within("the frozen node is missed"));
            var second = await gate.NextAsync("the task runs elsewhere");
            Assert.NotEqual(first.Pid, second.Pid);
            Assert.Equal(11, await call.Within("the actor begins again elsewhere"));
            first.LetGo("of the node that was lost");
            Signal(machine, "CONT");
            await process.WaitForExitAsync(Cancel).Within("it ends when it thaws");
            foreach (int pid in machine) await GoneAsync(pid);
            Assert.False(task.GetAsync(cancel: Cancel).IsCompleted);
            second.LetGo("of the other");
            Assert.Equal("of the other", await task.Within("the task"));
            Assert.Equal(12, await tally.Add(1).Within("another call"));
            Assert.False(gate.IsVisited);
            Assert.Equal([3u], cluster.Membership!.Alive);
        }
        finally
        {
            Signal(machine, "CONT");
        }
    }

    [Fact]
    public async Task A_cluster_ends_although_one_of_its_nodes_is_frozen()
    {
        int[] pids;
        await using (var cluster = await EmbeddedCluster.StartAsync(new() { LocalNodes = 2, Cpus = 1, ObjectStoreMemory = 64 << 20, LogToDriver = false }, Cancel))
        {
            pids = [.. cluster.LocalNodes!.Pids];
            Signal([pids[0]], "STOP");
        }
        Assert.All(pids, static pid => Assert.False(RaySharp.Worker.SessionFiles.IsAlive(pid)));
    }

    private static void Signal(int[] pids, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"kill -{signal} {string.Join(' ', pids)} 2>/dev/null"]);
        kill.WaitForExit();
    }

    private static async Task GoneAsync(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            await process.WaitForExitAsync(Cancel).Within($"process {pid} ends");
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }
}
