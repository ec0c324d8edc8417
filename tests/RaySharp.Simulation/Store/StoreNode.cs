using RaySharp.Store;

namespace RaySharp.Simulation.Store;

/// <summary>The node: the real store, and what is true whatever the store believes.</summary>
internal sealed partial class StoreNode
{
    private readonly SimulatedStore _world;
    private readonly Dictionary<ulong, SimExtent> _extents = [];
    private readonly Dictionary<ObjectId, SimValue> _living = [];
    private readonly HashSet<ProcessId> _lost = [];
    private readonly StoreDisk _disk;

    public StoreNode(SimulatedStore world)
    {
        _world = world;
        Store = new NodeStore(this, world.Plan.Budget, SimulatedStore.NodeProcess, world.Plan.ReserveLimit);
        _disk = new StoreDisk(world, this);
    }

    public NodeStore Store { get; }

    public IReadOnlyDictionary<ulong, SimExtent> Extents => _extents;

    /// <summary>Sealed, neither deleted nor lost: what may be opened, and nothing else.</summary>
    public IReadOnlyDictionary<ObjectId, SimValue> Living => _living;

    public int CopyCount => _disk.CopyCount;

    /// <summary>What each object of the store is.</summary>
    public Dictionary<StoredObject, SimValue> Values { get; } = [];

    public void ExtentRequested(ProcessId process, ulong request, long bytes) => Store.ExtentRequested(process, request, bytes);

    public void ExtentRequestCancelled(ProcessId process, ulong request) => Store.ExtentRequestCancelled(process, request);

    public void ExtentReturned(ProcessId process, SimExtent extent)
    {
        extent.Holder = ProcessId.None;
        Store.ExtentReturned(process, extent.Id);
    }

    public void Sealed(ProcessId process, SimValue value, SimExtent extent, long offset)
    {
        bool isTwice = _living.ContainsKey(value.Id), isOrphan = _lost.Contains(value.Id.Task.Owner);
        Store.Sealed(process, value.Id, extent.Id, offset, value.Length);
        var stored = Store.Extents.Single(known => known.Id == extent.Id).Objects.GetValueOrDefault(offset);
        if ((stored is null) != (isTwice || isOrphan)) throw new SimulationFailure($"{value} was {(stored is null ? "not " : "")}taken; it was sealed before: {isTwice}; its owner is gone: {isOrphan}.");
        if (isTwice) _world.Coverage.Add("sealed twice");
        else if (isOrphan) _world.Coverage.Add("sealed for an owner that is gone");
        if (stored is null) return;
        _living.Add(value.Id, value);
        Values.Add(stored, value);
        _world.Sealed(value.Id);
        if (!_lost.Contains(value.Id.Task.Owner)) Tell(value.Id.Task.Owner, new Note("owns", value.Id), owner => owner.Owns(value.Id));
    }

    public void Open(ProcessId process, ulong request, ObjectId id, StoreUrgency urgency) => Store.Open(process, request, id, urgency);

    public void Close(ProcessId process, ObjectId id) => Store.Close(process, id);

    public void Delete(ObjectId id)
    {
        if (_living.Remove(id)) _world.Coverage.Add("deleted");
        Store.Delete(id);
    }

    public void ProcessLost(ProcessId process)
    {
        _world.Trace(process, "is lost");
        _lost.Add(process);
        foreach (var extent in _extents.Values)
        {
            if (extent.Holder == process) extent.Holder = ProcessId.None;
        }
        foreach (var id in _living.Keys.Where(id => id.Task.Owner == process).ToArray()) _living.Remove(id);
        Store.ProcessLost(process);
    }

    /// <summary>Its only copy cannot be read.</summary>
    public void Damaged(StoredObject stored)
    {
        if (_living.GetValueOrDefault(stored.Id) == Values[stored]) _living.Remove(stored.Id);
    }

    public SimBlock BlockOf(StoredObject stored)
    {
        var block = _extents[stored.Extent!.Id].At(stored.Offset);
        if (block?.Value != Values[stored]) throw new SimulationFailure($"{Values[stored]} should be at {stored.Offset} of extent {stored.Extent.Id}, and there is {block?.Value.ToString() ?? "nothing"}.");
        return block;
    }

    private void Tell(ProcessId process, Note what, Action<StoreProcess> deliver)
    {
        if (_lost.Contains(process)) throw new SimulationFailure($"The store speaks to {process}, which it was told is gone: {what}.");
        _world.Links.ToProcess(process, what, deliver);
    }
}
