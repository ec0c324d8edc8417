namespace RaySharp.Simulation;

/// <summary>A worker process: slots in which tasks and actors run.</summary>
internal sealed class WorkerShell
{
    private readonly SimulatedCluster _cluster;
    private readonly Dictionary<ulong, WorkerSlot> _slots = [];

    public WorkerShell(SimulatedCluster cluster, ProcessId id, uint job)
    {
        _cluster = cluster;
        Id = id;
        Job = job;
        Tasks = new TaskHost(cluster, this);
        Actors = new ActorHost(cluster, this);
    }

    public ProcessId Id { get; }

    /// <summary>The job that it was started for.</summary>
    public uint Job { get; }

    public NodeShell Node => _cluster.Node(Id.Node);

    public TaskHost Tasks { get; }

    public ActorHost Actors { get; }

    public HashSet<ProcessId> DeadOwners { get; } = [];

    public IEnumerable<WorkerSlot> Slots => _slots.Values;

    public WorkerSlot? Find(ulong lease) => _slots.GetValueOrDefault(lease);

    /// <summary>A push may be faster than the node's word of the lease.</summary>
    public WorkerSlot FindOrAdd(ulong lease, ProcessId owner)
    {
        if (_cluster.IsAlive(owner) && owner != HeadShell.LeaseOwner && _cluster.Owner(owner).Job != Job) throw new SimulationFailure($"A lease of {owner}, of job {_cluster.Owner(owner).Job}, is on {Id}, of job {Job}.");
        if (_slots.TryGetValue(lease, out var slot)) return slot;
        slot = new WorkerSlot(lease, owner);
        _slots.Add(lease, slot);
        return slot;
    }

    public void SlotLent(ulong lease, int index, ProcessId owner)
    {
        if (_slots.Values.Any(other => other.Index == index)) throw new SimulationFailure($"Slot {index} of {Id} is lent twice.");
        FindOrAdd(lease, owner).Index = index;
    }

    public void SlotEnded(ulong lease)
    {
        if (!_slots.Remove(lease, out var slot) || Node.IsStopped(Id)) return;
        if (slot.Running is not null || slot.Inbox.Count > 0 || slot.HasActor) throw new SimulationFailure($"Lease {lease} on {Id} ended while its slot is in use.");
    }

    public void Resume(ulong lease, ulong wait)
    {
        if (Find(lease) is not { Wait: { } waiting } slot || waiting.Number != wait) return;
        slot.Wait = null;
        waiting.GoOn();
    }

    public void CancelOwner(ProcessId owner)
    {
        DeadOwners.Add(owner);
        foreach (var slot in _slots.Values.Where(slot => slot.Owner == owner).OrderBy(slot => slot.Lease).ToArray()) Tasks.CancelAll(slot);
    }

    /// <summary>Gives the slot's CPUs back until all results are there and the CPUs are there again.</summary>
    public void Wait(WorkerSlot slot, IReadOnlyList<SimResult> results, Action goOn)
    {
        int missing = results.Count(result => !result.IsDone);
        if (missing == 0)
        {
            goOn();
            return;
        }
        SlotWait wait = new(++slot.Waits, goOn);
        slot.Wait = wait;
        ToNode(new Note("blocked", null, slot.Lease), node => node.Do(scheduler => scheduler.TaskBlocked(slot.Lease, wait.Number)));
        foreach (var result in results.Where(result => !result.IsDone).ToArray())
        {
            result.OnDone(() =>
            {
                if (--missing == 0) Unblock(slot, wait);
            });
        }
    }

    /// <summary>The wait is over, by success or by cancellation.</summary>
    public void Unblock(WorkerSlot slot, SlotWait wait)
    {
        if (slot.Wait != wait || wait.IsOver) return;
        wait.IsOver = true;
        ToNode(new Note("unblocked", null, slot.Lease), node => node.Do(scheduler => scheduler.TaskUnblocked(slot.Lease, wait.Number)));
    }

    public void ToNode(Note what, Action<NodeShell> deliver)
    {
        if (_cluster.IsAlive(Id)) _cluster.Network.SendControl(Id, Node.Host, what, () => deliver(Node));
    }
}
