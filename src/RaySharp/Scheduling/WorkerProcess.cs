namespace RaySharp.Scheduling;

/// <summary>A worker process, as its node sees it.</summary>
internal sealed class WorkerProcess(ProcessId id, ProcessKind kind, ProcessKey key, NodeLease? startedFor)
{
    private readonly List<NodeLease?> _slots = [];

    public ProcessId Id { get; } = id;

    public ProcessKind Kind { get; } = kind;

    /// <summary>What it was started with.</summary>
    public ProcessKey Key { get; } = key;

    /// <summary>The lease it was started for, until it has it; null for plain processes, and when that lease has ended.</summary>
    public NodeLease? StartedFor { get; set; } = startedFor;

    public bool IsReady { get; set; }

    public bool IsStopping { get; set; }

    /// <summary>Whether something runs there for such an owner, who lives.</summary>
    public bool Serves(Func<ProcessId, bool> isSuch) => Leases.Any(lease => !lease.IsOrphan && isSuch(lease.Owner));

    public int Busy { get; private set; }

    /// <summary>Whether it was idle already the last time that idle processes were looked for.</summary>
    public bool WasIdle { get; set; }

    public IEnumerable<NodeLease> Leases => _slots.OfType<NodeLease>();

    /// <summary>What is not free before the process is gone.</summary>
    public List<Holding> Remains { get; } = [];

    public void Attach(NodeLease lease)
    {
        int slot = _slots.IndexOf(null);
        if (slot < 0)
        {
            slot = _slots.Count;
            _slots.Add(null);
        }
        _slots[slot] = lease;
        Busy++;
        WasIdle = false;
        lease.Process = this;
        lease.Slot = slot;
    }

    public void Detach(NodeLease lease)
    {
        _slots[lease.Slot] = null;
        Busy--;
        lease.Process = null;
    }
}
