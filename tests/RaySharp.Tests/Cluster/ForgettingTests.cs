using System.Runtime.InteropServices;
using RaySharp.Contracts;
using RaySharp.Execution;
using RaySharp.Messages;
using RaySharp.Ownership;
using RaySharp.Placement;
using RaySharp.References;
using RaySharp.Scheduling;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Wire;
using RaySharp.Wire;

namespace RaySharp.Tests.Cluster;

/// <summary>What is remembered of others ends with them.</summary>
public sealed class ForgettingTests
{
    private const int Storm = 300;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellations_that_come_too_late_are_not_remembered(bool rings)
    {
        await using OpenCluster cluster = new(rings);
        var isolated = new ActorOptions { Isolation = Isolation.Shared };
        ActorHandle<Tally> first = Tally.Remote.On(cluster.Runtime).With(isolated).Create(), second = Tally.Remote.On(cluster.Runtime).With(isolated).Create();
        for (int i = 0; i < Storm; i++)
        {
            ObjectRef[] ends = [ValueJobs.Remote.On(cluster.Runtime).Add(i), first.Add(1), second.Add(1)];
            if (i % 2 == 0) await Ray.WaitAsync(ends, 1).Within("the first of three");
            foreach (var end in ends) end.Cancel();
            foreach (var end in ends) await EndAsync(end);
        }
        await cluster.AllHandledAsync();
        Assert.Equal(0, cluster.Workers.Values.Sum(worker => worker.CancelledCount));
        GC.KeepAlive((first, second));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_that_is_gone_leaves_nothing_at_the_actors_it_called(bool rings)
    {
        await using OpenCluster cluster = new(rings);
        var tally = Tally.Remote.On(cluster.Runtime).Create();
        await tally.Add(1).Within("the actor lives");
        var (process, worker) = cluster.Workers.Single(worker => worker.Value.Actors.Any());
        var actor = worker.Actors.Single();
        var seen = tally.Entry.Class.Methods.Single(method => method.Identity.Name == "Tally.Seen");
        Collector answers = new();
        var caller = cluster.World.Start(99, answers);
        for (int life = 0; life < 3; life++)
        {
            var link = await caller.ConnectAsync(process, TestContext.Current.CancellationToken);
            Call(link, actor, seen);
            _ = answers.Next();
            link.Control.Send(new TaskCancel(actor.InboxId, CallHandle.Of(0, 2), 1, Force: false, Recursive: true));
            link.Close();
        }
        var last = await caller.ConnectAsync(process, TestContext.Current.CancellationToken);
        last.Control.Send(new ObjectGet(1, default));
        _ = answers.Next();     // by the thread that hears of links that end
        Call(last, actor, seen);
        _ = answers.Next();     // by the actor's thread
        Assert.Equal((2, 0), (actor.CallerCount, actor.CancelledCount));
        GC.KeepAlive(tally);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Actors_that_are_dead_are_not_remembered_by_who_called_them(bool rings)
    {
        await using OpenCluster cluster = new(rings);
        for (int i = 0; i < 20; i++)
        {
            var tally = Tally.Remote.On(cluster.Runtime).With(new() { Isolation = Isolation.Shared }).Create();
            Assert.Equal(i, await tally.Add(i).Within("a call"));
            Assert.Equal(1, cluster.Core.Actors.Count);
            await cluster.Runtime.KillAsync(tally).Within("the kill");
            await tally.Add(1).FailsWith<ActorDiedException>("a call of a dead actor");
            Assert.Equal(0, cluster.Core.Actors.Count);
            ActorHandle<Tally> again = new(cluster.Core.Objects.GetActor(tally.Id, tally.Entry.Class));
            await again.Add(1).FailsWith<ActorDiedException>("a call by a handle that comes later");
            Assert.Equal(0, cluster.Core.Actors.Count);
        }
    }

    [Fact]
    public async Task What_a_lost_node_said_last_is_not_remembered()
    {
        await using var cluster = await OpenNodes.StartAsync();
        Collector answers = new();
        const uint Node = 7;
        var link = await cluster.VisitAsync(ProcessId.HostOf(Node), answers);
        var report = new NodeReport(Node, ResourceSet.Of(1), ResourceSet.Of(1), []) { Number = 1 };
        Say();
        Assert.Equal(1, cluster.View.EarlyCount);
        cluster.View.Remove(Node);
        Assert.Equal(0, cluster.View.EarlyCount);
        Say();
        Assert.Equal(0, cluster.View.EarlyCount);

        void Say()
        {
            link.Control.Send(new ResourceReport(report));
            link.Control.Send(new ObjectGet(1, default));
            _ = answers.Next();
        }
    }

    private static void Call(Link link, ActorHost actor, RemoteMethod method)
    {
        byte[] frame = TaskFrames.Build(MessageKind.ActorCall, new CallSubmission { Method = method, Arguments = default, Returns = 1 }, 1, 0, null);
        ref var header = ref MemoryMarshal.AsRef<PushHeader>(frame.AsSpan());
        header.Handle = CallHandle.Of(0, 1);
        header.Lease = header.TaskNumber;
        header.Attempt = 1;
        link.OpenOutlet(actor.InboxId).Send(frame, default);
    }

    private static async Task EndAsync(ObjectRef end)
    {
        try
        {
            await end.Within("its end");
        }
        catch (RemoteTaskCanceledException)
        {
            // In time.
        }
    }
}
