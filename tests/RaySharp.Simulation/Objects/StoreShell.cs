using RaySharp.Store;

namespace RaySharp.Simulation.Objects;

/// <summary>A node's store: the real one, and what truly lies in its extents.</summary>
/// <remarks>What it and the processes of its node tell each other is simulated in <see cref="Store.SimulatedStore"/>; here they call each other.</remarks>
internal sealed partial class StoreShell
{
    private readonly SimulatedCluster _cluster;
    private readonly Dictionary<(ulong Extent, long Offset), SimContent> _contents = [];
    private readonly Dictionary<ulong, (SimContent Content, TaskRun Run, Action Then)> _writes = [];
    private readonly Dictionary<ObjectId, TaskRun> _makers = [];     // that stored it here last
    private readonly Dictionary<ulong, (ProcessId Reader, ObjectId Id, Action<Opening> Answer)> _opens = [];
    private ulong _lastNumber;

    public StoreShell(SimulatedCluster cluster, uint number)
    {
        _cluster = cluster;
        Number = number;
        Store = new NodeStore(this, cluster.Plan.StoreBudget, ProcessId.HostOf(number));
        Puller = new PullShell(cluster, this);
        Sender = new SendShell(cluster, this);
    }

    public uint Number { get; }

    public ProcessId Host => ProcessId.HostOf(Number);

    public NodeStore Store { get; }

    public PullShell Puller { get; }

    public SendShell Sender { get; }

    /// <summary>A worker of this node stores what its task returned, if it lives so long.</summary>
    public void Write(SimContent content, TaskRun run, Action then)
    {
        _writes.Add(++_lastNumber, (content, run, then));
        Store.ExtentRequested(run.Lease.Process, _lastNumber, content.Bytes);
    }

    /// <summary>A process of this node reads an object, wherever it is.</summary>
    public void Open(ProcessId reader, ObjectId id, long bytes, uint[] nodes, bool isArgument, Action<Opening> answer)
    {
        _opens.Add(++_lastNumber, (reader, id, answer));
        Store.Open(reader, _lastNumber, id, isArgument ? StoreUrgency.Argument : StoreUrgency.Get, bytes, nodes);
    }

    public void Close(ProcessId reader, ObjectId id) => Store.Close(reader, id);

    public void Delete(ObjectId[] ids)
    {
        foreach (var id in ids)
        {
            CheckDeletion(id);
            Store.Delete(id);
        }
    }

    public void Keep(ObjectId[] ids)
    {
        foreach (var id in ids) Store.Keep(id);
    }

    public void ProcessLost(ProcessId process)
    {
        Store.ProcessLost(process);
        if (process.Node != Number && process == ProcessId.HostOf(process.Node)) LinkEnded(process);
    }

    /// <summary>What was on its way between this node and another is lost.</summary>
    public void LinkEnded(ProcessId host)
    {
        Sender.LinkEnded(host);
        Puller.SourceFailed(host, "the link ended.", isGone: false);
    }

    public void NodeLost(uint node)
    {
        Puller.SourceFailed(ProcessId.HostOf(node), $"node {node} is lost.", isGone: true);
        Sender.LinkEnded(ProcessId.HostOf(node));
        Later(() => Store.NodeLost(node));
    }

    /// <summary>The sender asks for an object on behalf of another node.</summary>
    public void OpenFor(ProcessId asker, ulong number, ObjectId id, bool isArgument) => Store.Open(asker, number, id, isArgument ? StoreUrgency.Argument : StoreUrgency.Get);

    public void SentTo(ProcessId asker, ulong number, ObjectId id, bool isLast)
    {
        Store.OpenCancelled(asker, number, id);
        if (isLast) Store.Close(asker, id);
    }

    public SimContent ContentAt(ulong extent, long offset) => _contents[(extent, offset)];

    public void Arrived(StoredObject stored, SimContent content)
    {
        _cluster.Coverage.Add(stored.IsDeleted ? "object pulled for nobody" : "object pulled");
        Place(stored.Extent!.Id, stored.Offset, content);
        Store.Pulled(stored);
    }

    /// <summary>What this node does by itself, in this order.</summary>
    public void Later(Action action, int delay = 0) => _cluster.Faults.After(Number, delay, () =>
    {
        if (_cluster.IsAlive(Host)) action();
    });

    /// <summary>Copies may go although somebody needs them, the value that was made here may not.</summary>
    private void CheckDeletion(ObjectId id)
    {
        if (!_makers.TryGetValue(id, out var maker) || !maker.Owner.Objects.Needs(maker) || !Store.Objects.Any(stored => stored.Id == id && stored is { IsDeleted: false, IsCopy: false })) return;
        throw new SimulationFailure($"Node {Number} is told to delete {id}, which {maker.Task} has made there, and its owner needs it.");
    }

    private void Place(ulong extent, long offset, SimContent content)
    {
        if (Store.Extents.First(known => known.Id == extent).Objects.TryGetValue(offset, out var stored) && stored is { Readers.Count: > 0, IsRestoring: false })
            throw new SimulationFailure($"{content.Id} is written at node {Number} over {stored.Id}, which {stored.Readers.First()} reads.");
        _contents[(extent, offset)] = content;
    }
}

/// <summary>How the opening of an object ended.</summary>
/// <param name="Content">What it is; null: it could not be had.</param>
/// <param name="Reason">Why.</param>
/// <param name="Without">Nodes that have no copy.</param>
internal readonly record struct Opening(SimContent? Content, string Reason, uint[] Without);
