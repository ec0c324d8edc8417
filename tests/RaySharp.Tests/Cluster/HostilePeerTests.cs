using System.Runtime.InteropServices;
using RaySharp.Messages;
using RaySharp.Placement;
using RaySharp.Scheduling;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Wire;

namespace RaySharp.Tests.Cluster;

/// <summary>What an authenticated process sends that is damaged ends its link, and what waits for it; nothing else.</summary>
public sealed class HostilePeerTests
{
    private const ulong FirstHandle = 1UL << 32;

    [Theory]
    [InlineData((int)DoneStatus.Stored, 0, new[] { long.MinValue })]
    [InlineData((int)DoneStatus.Stored, 0, new[] { -1000L, 7 })]
    [InlineData((int)DoneStatus.Stored, 0, new[] { 1000L })]
    [InlineData((int)DoneStatus.Succeeded, 7, new[] { 1_000_000L })]
    [InlineData((int)DoneStatus.Failed, 0, new[] { -1L })]
    public async Task An_answer_that_cannot_be_read(int status, ulong bag, long[] payload)
    {
        await using OpenCluster cluster = new(rings: true);
        using Gate gate = new();
        var task = WaitJobs.Remote.On(cluster.Runtime).At(gate.Name, "runs");
        var visitor = await gate.NextAsync("the task runs");
        LinkLog log = new();
        var link = await cluster.World.Start(99, new Collector(), log).ConnectAsync(cluster.Driver, TestContext.Current.CancellationToken);
        var done = new DoneHeader { Kind = MessageKind.TaskDone, Status = (DoneStatus)status, Returns = 1, Attempt = 1, Handle = FirstHandle, Bag = bag };
        link.Control.Send(MemoryMarshal.AsBytes([done]), MemoryMarshal.AsBytes(payload.AsSpan()));
        if ((DoneStatus)status == DoneStatus.Failed)
        {
            _ = log.NextDown();
            visitor.LetGo("unharmed");
            Assert.Equal("unharmed", await task.Within("the task's own answer"));
            return;
        }
        Assert.Contains("what cannot be read", (await task.FailsWith<ClusterMismatchException>("the task")).Message);
        _ = log.NextDown();
        visitor.LetGo();
        Assert.Equal(11, await ValueJobs.Remote.On(cluster.Runtime).Add(1).Within("another task"));
    }

    [Fact]
    public async Task News_of_nodes_are_believed_of_the_head_only()
    {
        await using OpenCluster cluster = new(rings: true);
        Collector answers = new();
        var link = await cluster.World.Start(99, answers).ConnectAsync(cluster.Driver, TestContext.Current.CancellationToken);
        var plenty = ResourceSet.Of(1000);
        link.Control.Send(new ClusterViewUpdate([new NodeReport(9, plenty, plenty, []) { Number = 1 }], []));
        link.Control.Send(new ObjectGet(1, default));
        _ = answers.Next();
        await PlaceJobs.Remote.On(cluster.Runtime).With(new() { Cpus = 500 }).NodeNumber().FailsWith<TaskUnschedulableException>("what only a node could run that there is none of");
    }

    [Fact]
    public async Task A_force_for_a_task_that_does_not_run_ends_no_process()
    {
        await using OpenCluster cluster = new(rings: true);
        Assert.Equal(11, await ValueJobs.Remote.On(cluster.Runtime).Add(1).Within("a worker runs"));
        Collector answers = new();
        var caller = cluster.World.Start(99, answers);
        foreach (var process in cluster.Workers.Keys)
        {
            var link = await caller.ConnectAsync(process, TestContext.Current.CancellationToken);
            link.Control.Send(new TaskCancel(0, FirstHandle, 1, Force: true, Recursive: true));     // kill -9 would end this very process
            link.Control.Send(new ObjectGet(1, default));
            _ = answers.Next();
        }
        Assert.Equal(12, await ValueJobs.Remote.On(cluster.Runtime).Add(2).Within("another task"));
    }
}
