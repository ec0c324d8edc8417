namespace RaySharp.Scheduling;

/// <summary>A worker process, as its node sees it.</summary>
internal sealed class WorkerProcess(ProcessId id, ProcessKind kind, uint job, string environment, NodeLease? startedFor)
{
    private readonly List<NodeLease?> _slots = [];

    public ProcessId Id { get; } = id;

    public ProcessKind Kind { get; } = kind;

    /// <summary>The job that it is of.</summary>
    public uint Job { get; } = job;

    public string Environment { get; } = environment;

    /// <summary>The lease it was started for, where no other can have it; null for others, and when that lease has ended.</summary>
    public NodeLease? StartedFor { get; set; } = startedFor;

    /// <summary>Whether it serves one lease only, ever.</summary>
    public bool IsForOneLease { get; } = startedFor is not null;

    public bool IsReady { get; set; }

    public bool IsStopping { get; set; }

    /// <summary>Whether nothing runs there that somebody waits for.</summary>
    public bool IsAbandoned => Leases.All(static lease => lease.IsOrphan);

    public int Busy { get; private set; }

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
