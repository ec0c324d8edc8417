using RaySharp.Messages;

namespace RaySharp.Simulation;

/// <summary>All kinds of messages that processes send each other: what they are called here, or where else they are tried out.</summary>
internal static class MessageTable
{
    private const string Store = "the simulation of the store", Counting = "the simulation of reference counting", Cluster = "with real processes: it carries bytes, and decides nothing";

    /// <summary>By the notes that they carry in the simulated cluster.</summary>
    public static SortedDictionary<MessageKind, string[]> Simulated { get; } = new()
    {
        [MessageKind.TaskPush] = ["push"],
        [MessageKind.TaskDone] = ["answer"],
        [MessageKind.ActorCall] = ["call"],
        [MessageKind.CallDone] = ["reply"],
        [MessageKind.LeaseRequest] = ["request lease", "request actor lease"],
        [MessageKind.LeaseRequestCancel] = ["cancel request", "cancel actor lease"],
        [MessageKind.LeaseGrant] = ["grant"],
        [MessageKind.LeaseRefuse] = ["refuse"],
        [MessageKind.LeaseAskBack] = ["ask back"],
        [MessageKind.LeaseReturn] = ["return lease", "return actor lease", "orphan empty"],
        [MessageKind.LeaseSpill] = ["spill"],
        [MessageKind.TaskBlocked] = ["blocked"],
        [MessageKind.TaskUnblocked] = ["unblocked"],
        [MessageKind.TaskResume] = ["resume"],
        [MessageKind.TakeBack] = ["take back"],
        [MessageKind.TasksGivenBack] = ["give back"],
        [MessageKind.TaskCancel] = ["cancel", "cancel call"],
        [MessageKind.SlotLent] = ["slot lent"],
        [MessageKind.CancelOwnerTasks] = ["cancel all of"],
        [MessageKind.WorkerReady] = ["ready"],
        [MessageKind.ActorRegister] = ["register"],
        [MessageKind.ActorRegistered] = ["registered"],
        [MessageKind.ActorFind] = ["find actor"],
        [MessageKind.ActorFound] = ["actor found"],
        [MessageKind.ActorSubscribe] = ["subscribe"],
        [MessageKind.ActorState] = ["state"],
        [MessageKind.ActorCreate] = ["create"],
        [MessageKind.ActorCreated] = ["created", "creation failed"],
        [MessageKind.ActorKill] = ["kill actor"],
        [MessageKind.ActorStop] = ["stop"],
        [MessageKind.ActorStopped] = ["stopped"],
        [MessageKind.ActorUnheld] = ["handles zero"],
        [MessageKind.ActorLeaseGrant] = ["actor grant"],
        [MessageKind.ActorLeaseRefuse] = ["actor refuse"],
        [MessageKind.ActorLeaseSpill] = ["actor spill"],
        [MessageKind.IdleLeasesAsk] = ["ask for idle leases"],
        [MessageKind.ActorPlaced] = ["actor placed"],
        [MessageKind.NodePing] = ["ping"],
        [MessageKind.NodePong] = ["pong"],
        [MessageKind.NodeReady] = ["node ready"],
        [MessageKind.NodeLeave] = ["node leaves"],
        [MessageKind.NodeGone] = ["node lost"],
        [MessageKind.NodeDrain] = ["drain"],
        [MessageKind.NodeDrained] = ["drained"],
        [MessageKind.ResourceReport] = ["report"],
        [MessageKind.ClusterViewUpdate] = ["news of nodes", "all nodes"],
        [MessageKind.ProcessesKeep] = ["keep processes"],
        [MessageKind.JobOver] = ["job over"],
        [MessageKind.LinkBroken] = ["link broken"],
        [MessageKind.ProcessEnd] = ["end process"],
        [MessageKind.PullRequest] = ["pull request"],
        [MessageKind.PullMore] = ["pull more"],
        [MessageKind.PullCancel] = ["pull cancel"],
        [MessageKind.PullFailed] = ["pull failed"],
        [MessageKind.ObjectsCopied] = ["objects copied"],
        [MessageKind.CopiesDropped] = ["copies dropped"],
        [MessageKind.CopiesKeep] = ["copies keep"],
        [MessageKind.CopiesLost] = ["copies lost"],
        [MessageKind.CopiesFound] = ["copies found"],
        [MessageKind.DeletionsAsk] = ["ask for deletions"],
        [MessageKind.DeletionsDone] = ["deletions done"],
        [MessageKind.ObjectDelete] = ["object delete"],
    };

    public static SortedDictionary<MessageKind, string> Elsewhere { get; } = new()
    {
        [MessageKind.StreamItem] = Cluster,
        [MessageKind.CallItem] = Cluster,
        [MessageKind.StreamConsumed] = Cluster,
        [MessageKind.TaskCancelOver] = "with real processes: a worker tells itself",
        [MessageKind.WorkerFailed] = "here as an event of the node",
        [MessageKind.Shutdown] = "here as an event of the node",
        [MessageKind.OpenSlot] = "with real processes: within a node, before anything is lent",
        [MessageKind.SlotOpened] = "with real processes: within a node, before anything is lent",
        [MessageKind.ProcessDied] = "here as the end of a link, which comes with it",
        [MessageKind.ActorKilled] = "with real processes: an answer, at which nothing is decided",
        [MessageKind.NodeAddressAsk] = "NodeDirectoryTests: where a node is decides nothing",
        [MessageKind.NodeAddress] = "NodeDirectoryTests: where a node is decides nothing",
        [MessageKind.ClusterEnd] = "with real processes: it ends all",
        [MessageKind.ObjectValue] = Counting,
        [MessageKind.ObjectGet] = Counting,
        [MessageKind.BorrowAdd] = Counting,
        [MessageKind.BorrowAdded] = Counting,
        [MessageKind.BorrowRefused] = Counting,
        [MessageKind.BorrowRemove] = Counting,
        [MessageKind.BagSettle] = Counting,
        [MessageKind.ExtentRequest] = Store,
        [MessageKind.ExtentRequestCancel] = Store,
        [MessageKind.ExtentGrant] = Store,
        [MessageKind.ExtentRefuse] = Store,
        [MessageKind.ExtentReturn] = Store,
        [MessageKind.ExtentRecall] = Store,
        [MessageKind.ExtentGone] = Store,
        [MessageKind.BlockFree] = Store,
        [MessageKind.ObjectSeal] = Store,
        [MessageKind.ObjectSealed] = Store,
        [MessageKind.ObjectOpen] = Store,
        [MessageKind.ObjectOpened] = Store,
        [MessageKind.ObjectOpenFailed] = Store,
        [MessageKind.ObjectClose] = Store,
        [MessageKind.ObjectFreed] = Store,
        [MessageKind.GarbageCollect] = Store,
        [MessageKind.GarbageCollected] = Store,
        [MessageKind.StoreAsk] = Cluster,
        [MessageKind.StoreBooks] = Cluster,
        [MessageKind.OwnedObjectsAsk] = Cluster,
        [MessageKind.OwnedObjects] = Cluster,
        [MessageKind.LogLines] = Cluster,
        [MessageKind.LogEntry] = Cluster,
        [MessageKind.LogTaken] = Cluster,
        [MessageKind.LogFilesAsk] = Cluster,
        [MessageKind.LogFilesThere] = Cluster,
        [MessageKind.LogFollow] = Cluster,
        [MessageKind.LogFollowMore] = Cluster,
        [MessageKind.LogFollowStop] = Cluster,
        [MessageKind.LogPiece] = Cluster,
        [MessageKind.LogEnd] = Cluster,
        [MessageKind.LogFilesFull] = Cluster,
        [MessageKind.JobAsk] = Cluster,
        [MessageKind.JobAnswer] = Cluster,
        [MessageKind.CodeAsk] = Cluster,
        [MessageKind.CodePiece] = Cluster,
    };

    /// <summary>What nodes and owners tell each other across the network.</summary>
    private static readonly MessageKind[] _betweenNodes =
    [
        MessageKind.TaskPush, MessageKind.TaskDone, MessageKind.ActorCall, MessageKind.CallDone, MessageKind.LeaseRequest, MessageKind.LeaseRequestCancel, MessageKind.LeaseGrant, MessageKind.LeaseAskBack,
        MessageKind.LeaseReturn, MessageKind.LeaseSpill, MessageKind.ActorRegister, MessageKind.ActorRegistered, MessageKind.ActorState, MessageKind.ActorLeaseGrant, MessageKind.NodePing, MessageKind.NodePong,
        MessageKind.NodeReady, MessageKind.NodeGone, MessageKind.NodeDrain, MessageKind.NodeDrained, MessageKind.ResourceReport, MessageKind.ClusterViewUpdate, MessageKind.ProcessesKeep, MessageKind.JobOver, MessageKind.LinkBroken,
        MessageKind.PullRequest, MessageKind.ObjectsCopied, MessageKind.ObjectDelete,
    ];

    /// <summary>What cannot come twice: it goes by rings, its sender is gone with the first, or it counts by its order: no link doubles.</summary>
    private static readonly MessageKind[] _single =
    [
        MessageKind.TaskPush, MessageKind.ActorCreate, MessageKind.SlotLent, MessageKind.NodeLeave, MessageKind.PullRequest, MessageKind.ObjectsCopied, MessageKind.CopiesDropped, MessageKind.ObjectDelete,
    ];

    /// <summary>What must happen to messages of each kind somewhere among the seeds: all are sent, and doubled where they can be; those between nodes are lost with their link, and held up until others have overtaken them.</summary>
    public static IEnumerable<(string Fate, string Message)> Fates =>
    [
        .. Simulated.Values.SelectMany(static notes => notes).Select(static note => ("sent", note)),
        .. Simulated.Where(static kind => !_single.Contains(kind.Key)).Select(static kind => ("doubled", kind.Value[0])),
        .. _betweenNodes.SelectMany(static kind => new[] { ("lost", Simulated[kind][0]), ("held up", Simulated[kind][0]) }),
    ];
}
