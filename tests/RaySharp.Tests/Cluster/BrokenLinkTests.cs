using RaySharp.Hosting;
using RaySharp.Membership;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Wire;

namespace RaySharp.Tests.Cluster;

/// <summary>Links between nodes that end while both sides live, as when something between them drops connections.</summary>
public sealed class BrokenLinkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_whose_worker_cannot_be_heard_any_more_runs_again()
    {
        using Gate gate = new();
        await using var cluster = await EmbeddedCluster.StartAsync(new() { LocalNodes = 1, Cpus = 1, ObjectStoreMemory = 64 << 20, LogToDriver = false }, Cancel);
        var task = WaitJobs.Remote.On(cluster.Runtime).At(gate.Name, "task");
        var first = await gate.NextAsync("the task runs");
        var link = cluster.Runtime.Core.Peers.All.Single(static link => link.Peer.Node == 2 && link.Peer != ProcessId.HostOf(2));
        TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Runtime.Core.ProcessGone += (process, fate) =>
        {
            if (process == link.Peer) ended.TrySetResult(fate.ToString());
        };
        link.Close(new WireClosedException("The test cut it."));
        Assert.Contains($"its link with process {ProcessId.HostOf(1)} broke", await ended.Task.Within("the worker is ended"), StringComparison.Ordinal);
        var second = await gate.NextAsync("the task runs again");
        Assert.NotEqual(first.Pid, second.Pid);
        second.LetGo("of the second");
        Assert.Equal("of the second", await task.Within("the task"));
        Assert.Equal([2u], cluster.Membership!.Alive);
    }

    [Theory]
    [InlineData(2, 5, 3, 4, 3, 4)]      // of two workers, the one of the later node
    [InlineData(2, 5, 3, 1, 2, 5)]      // a worker, not a node
    [InlineData(3, 1, 2, 5, 2, 5)]
    [InlineData(1, 1, 2, 5, 2, 5)]
    [InlineData(2, 1, 3, 1, 3, 1)]      // of two nodes, the later
    [InlineData(3, 1, 7, 1, 7, 1)]
    [InlineData(7, 1, 9, 1, 7, 1)]      // but a program that joined, not a node
    [InlineData(7, 3, 7, 1, 7, 3)]
    public void Of_two_whose_link_broke_the_one_ends_with_which_less_is_lost(uint node, uint process, uint otherNode, uint otherProcess, uint victimNode, uint victimProcess)
    {
        var (one, other) = (Id(node, process), Id(otherNode, otherProcess));
        Assert.Equal(Id(victimNode, victimProcess), BrokenLink.VictimOf(one, other, static driver => driver == 7));
        Assert.Equal(Id(victimNode, victimProcess), BrokenLink.VictimOf(other, one, static driver => driver == 7));
    }

    private static ProcessId Id(uint node, uint process) => new(((ulong)node << 32) | process);
}
