using RaySharp.Autoscaling;
using RaySharp.Core;
using RaySharp.Head;
using RaySharp.Hosting;
using RaySharp.Messages;
using RaySharp.Scheduling;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Messages;
using RaySharp.Tests.Wire;
using RaySharp.Wire;

namespace RaySharp.Tests.Cluster;

/// <summary>All processes of a cluster know its secret, but what only one of them can know is believed of that one only.</summary>
public sealed class SenderTests
{
    /// <summary>Of the head, or of a process's own node, which passes it on.</summary>
    private static readonly MessageKind[] _head =
    [
        MessageKind.ClusterViewUpdate, MessageKind.ProcessesKeep, MessageKind.ActorPlaced, MessageKind.IdleLeasesAsk, MessageKind.JobOver, MessageKind.ProcessEnd, MessageKind.NodeDrain,
        MessageKind.NodeAddress, MessageKind.NodeGone, MessageKind.JobAnswer, MessageKind.ActorState, MessageKind.ActorRegistered, MessageKind.ActorFound, MessageKind.ActorKilled,
    ];

    private static readonly MessageKind[] _headToWorkers = [MessageKind.ActorCreate, MessageKind.ActorStop];

    /// <summary>Of a process's own node.</summary>
    private static readonly MessageKind[] _node =
    [
        MessageKind.ExtentGrant, MessageKind.ExtentRefuse, MessageKind.ExtentRecall, MessageKind.ExtentGone, MessageKind.BlockFree, MessageKind.GarbageCollect,
        MessageKind.ObjectSealed, MessageKind.ObjectOpened, MessageKind.ObjectOpenFailed, MessageKind.ObjectFreed,
    ];

    private static readonly MessageKind[] _nodeToWorkers =
    [
        MessageKind.OpenSlot, MessageKind.SlotLent, MessageKind.TaskResume, MessageKind.CancelOwnerTasks, MessageKind.Shutdown, MessageKind.LogTaken, MessageKind.LogFilesFull,
    ];

    /// <summary>Of any node's host, which speaks for its own node only.</summary>
    private static readonly MessageKind[] _hosts =
    [
        MessageKind.LeaseRefuse, MessageKind.LeaseSpill, MessageKind.ActorLeaseRefuse, MessageKind.ActorLeaseSpill, MessageKind.NodeReady, MessageKind.NodePong, MessageKind.NodeLeave, MessageKind.NodeDrained,
        MessageKind.ObjectsCopied, MessageKind.CopiesDropped, MessageKind.DeletionsDone, MessageKind.StoreBooks,
    ];

    /// <summary>Of the one that the message names: who lends that lease, made that actor, owns those objects. The last one is a driver's.</summary>
    private static readonly MessageKind[] _named =
    [
        MessageKind.LeaseGrant, MessageKind.LeaseAskBack, MessageKind.ActorLeaseGrant, MessageKind.ResourceReport, MessageKind.ProcessDied, MessageKind.ActorRegister, MessageKind.ActorUnheld,
        MessageKind.ObjectDelete, MessageKind.CopiesKeep, MessageKind.ClusterEnd,
    ];

    /// <summary>Of those whom the receiver has in its books for that lease, actor, request or task, or about the sender itself.</summary>
    private static readonly MessageKind[] _booked =
    [
        MessageKind.LeaseReturn, MessageKind.TaskBlocked, MessageKind.TaskUnblocked, MessageKind.TasksGivenBack, MessageKind.ActorCreated, MessageKind.ActorStopped, MessageKind.CopiesFound, MessageKind.CodePiece,
        MessageKind.WorkerReady, MessageKind.WorkerFailed, MessageKind.SlotOpened, MessageKind.LogLines, MessageKind.LogEntry, MessageKind.LinkBroken, MessageKind.GarbageCollected,
        MessageKind.ExtentRequest, MessageKind.ExtentRequestCancel, MessageKind.ExtentReturn, MessageKind.ObjectSeal, MessageKind.ObjectOpen, MessageKind.ObjectClose,
        MessageKind.LeaseRequest, MessageKind.LeaseRequestCancel, MessageKind.PullRequest, MessageKind.PullMore, MessageKind.PullCancel, MessageKind.PullFailed,
        MessageKind.TaskCancel, MessageKind.TaskCancelOver, MessageKind.StreamConsumed, MessageKind.BorrowAdd, MessageKind.BorrowRemove, MessageKind.BagSettle, MessageKind.LogFollowMore, MessageKind.LogFollowStop,
    ];

    /// <summary>Whoever knows the number, the name or the reference may say it.</summary>
    private static readonly MessageKind[] _all =
    [
        MessageKind.ActorSubscribe, MessageKind.ActorFind, MessageKind.ActorKill, MessageKind.ObjectGet, MessageKind.BorrowAdded, MessageKind.BorrowRefused, MessageKind.CopiesLost, MessageKind.DeletionsAsk,
        MessageKind.TakeBack, MessageKind.StoreAsk, MessageKind.OwnedObjectsAsk, MessageKind.OwnedObjects, MessageKind.NodePing, MessageKind.NodeAddressAsk, MessageKind.JobAsk, MessageKind.CodeAsk,
        MessageKind.LogFilesAsk, MessageKind.LogFilesThere, MessageKind.LogFollow, MessageKind.LogPiece, MessageKind.LogEnd,
    ];

    [Fact]
    public void For_every_message_it_is_decided_who_may_say_it() => Assert.Equal(
        MessageForm.All.Values.Select(static form => form.Kind).Order(),
        ((MessageKind[])[.. _head, .. _headToWorkers, .. _node, .. _nodeToWorkers, .. _hosts, .. _named, .. _booked, .. _all]).Order());

    [Fact]
    public async Task Head_driver_and_node_ignore_what_a_stranger_has_no_right_to_say()
    {
        await using Strangers strangers = await Strangers.StartAsync();
        await using var cluster = EmbeddedCluster.Start(new RayOptions { Cpus = 1, ObjectStoreMemory = 64 << 20 }, openAt: "127.0.0.1");
        using var scaling = cluster.Scale(new NoNodes(), new AutoscalerOptions { Least = 0, Most = 1, Shape = ResourceSet.Of(1) });
        var core = cluster.Runtime.Core;
        Assert.Equal([], Believed(core, strangers.Process, [.. _head, .. _node, .. _hosts, .. _named]));
        Assert.Equal([], Believed(core, strangers.Host, [.. _head, .. _node, .. _named]));
    }

    [Fact]
    public async Task Workers_ignore_what_a_stranger_has_no_right_to_say()
    {
        await using Strangers strangers = await Strangers.StartAsync();
        await using OpenCluster cluster = new(rings: true);
        Assert.Equal(11, await ValueJobs.Remote.On(cluster.Runtime).Add(1).Within("a worker runs"));
        var core = cluster.Workers.Values.First().Runtime.Core;
        MessageKind[] guarded = [.. _headToWorkers, .. _node, .. _nodeToWorkers];
        Assert.Equal([], Believed(core, strangers.Process, guarded));
        Assert.Equal([], Believed(core, strangers.Host, guarded));
    }

    [Fact]
    public async Task No_host_answers_for_a_node_that_was_asked()
    {
        await using OpenCluster cluster = new(rings: true);
        using Gate gate = new();
        TaskOptions whole = new() { Cpus = 2 };
        var first = WaitJobs.Remote.On(cluster.Runtime).With(whole).At(gate.Name, "first");
        var visitor = await gate.NextAsync("the first task has all there is");
        var second = ValueJobs.Remote.On(cluster.Runtime).With(whole).Add(1);
        var actor = Tally.Remote.On(cluster.Runtime).With(new() { Cpus = 2 }).Create();
        Collector answers = new();
        var link = await cluster.World.Start(ProcessId.HostOf(7).Value, answers).ConnectAsync(cluster.Driver, TestContext.Current.CancellationToken);
        for (ulong number = 1; number < 20; number++)
        {
            link.Control.Send(new ActorLeaseRefuse(number, "no"));
            link.Control.Send(new LeaseRefuse(number, true, "no"));
            link.Control.Send(new ActorLeaseSpill(number, 7));
            link.Control.Send(new LeaseSpill(number, 7));
        }
        link.Control.Send(new ObjectGet(1, default));
        _ = answers.Next();
        visitor.LetGo();
        await first.Within("the first task");
        Assert.Equal(11, await second.Within("the second task, when there is room"));
        Assert.Equal(1, await actor.Add(1).Within("the actor, when there is room"));
    }

    [Fact]
    public async Task Only_who_has_a_lease_returns_it_or_lets_others_have_its_CPUs_meanwhile()
    {
        await using OpenCluster cluster = new(rings: true);
        using Gate gate = new();
        TaskOptions whole = new() { Cpus = 2 };
        var first = WaitJobs.Remote.On(cluster.Runtime).With(whole).At(gate.Name, "first");
        var visitor = await gate.NextAsync("the first task has all there is");
        Collector answers = new();
        var link = await cluster.World.Start(99, answers).ConnectAsync(cluster.Driver, TestContext.Current.CancellationToken);
        ulong[] leases = [.. Enumerable.Range(0, 20).Select(static i => LeaseId.First(1) + (ulong)i)];

        foreach (ulong lease in leases) link.Control.Send(new LeaseReturn(lease, Reusable: true));
        AwaitHeard();
        bool isLent = cluster.Node.IsBusy;

        var second = WaitJobs.Remote.On(cluster.Runtime).With(whole).At(gate.Name, "second");
        foreach (ulong lease in leases) link.Control.Send(new TaskBlocked(lease, 1));
        AwaitHeard();
        await ValueJobs.Remote.On(cluster.Runtime).With(new() { Cpus = 0 }).Add(1).Within("a task that was submitted later and needs no CPU");
        bool isSecondThere = gate.IsVisited;

        visitor.LetGo();
        (await gate.NextAsync("the second task, when there is room")).LetGo();
        await Ray.WhenAll(first, second).Within("both");
        Assert.True(isLent, "the lease of the first task was returned by a stranger");
        Assert.False(isSecondThere, "two tasks had all there is at once");

        void AwaitHeard()
        {
            link.Control.Send(new ObjectGet(1, default));
            _ = answers.Next();
        }
    }

    /// <summary>What of these a process takes from that sender.</summary>
    private static List<MessageKind> Believed(CoreProcess core, Link sender, MessageKind[] kinds)
    {
        List<MessageKind> believed = [];
        foreach (var kind in kinds)
        {
            bool isRefused = false;
            void Note(ProcessId process, MessageKind refused) => isRefused |= process == sender.Peer && refused == kind;
            core.Router.Refused += Note;
            byte[] frame = MessageForm.All.Values.Single(form => form.Kind == kind).Sample(seed: 3);
            if (Xunit.Record.Exception(() => ((IFrameHandler)core.Router).OnFrame(sender, frame)) is not null || !isRefused) believed.Add(kind);
            core.Router.Refused -= Note;
        }
        return believed;
    }

    /// <summary>Links whose peers are a process of node 1 and the host of node 7.</summary>
    private sealed class Strangers(WireWorld world, Link process, Link host) : IAsyncDisposable
    {
        public Link Process => process;

        public Link Host => host;

        public static async Task<Strangers> StartAsync()
        {
            WireWorld world = new(rings: true);
            var here = world.Start(1);
            var process = await here.ConnectAsync(world.Start(WireWorld.Id(1, 99).Value).Self, TestContext.Current.CancellationToken);
            var host = await here.ConnectAsync(world.Start(ProcessId.HostOf(7).Value).Self, TestContext.Current.CancellationToken);
            return new Strangers(world, process, host);
        }

        public ValueTask DisposeAsync() => world.DisposeAsync();
    }

    private sealed class NoNodes : INodeProvider
    {
        public IReadOnlyCollection<uint> Hosted => [];

        public event Action? Changed
        {
            add { }
            remove { }
        }

        public void Want(int nodes)
        {
        }

        public void End(uint node)
        {
        }
    }
}
