namespace RaySharp.Scheduling;

/// <summary>What a node's scheduler knows; shared by its parts.</summary>
internal sealed class NodeState(INodeEffects effects, NodeSchedulerOptions options)
{
    private readonly List<NodeLease> _resuming = [];

    public INodeEffects Effects { get; } = effects;

    public NodeSchedulerOptions Options { get; } = options;

    public ResourceLedger Ledger { get; } = new(options.Resources, options.Gpus);

    public LeaseQueue Queue { get; } = new();

    public LeaseTable Leases { get; } = new(options.Node);

    public LeaseCounts Counts { get; } = new();

    public WorkerPools Pool { get; } = new(effects, options);

    /// <summary>What is not free before a process that stops is gone.</summary>
    public int Leaving { get; private set; }

    /// <summary>Leases whose tasks could go on, in the order they became so.</summary>
    public IReadOnlyList<NodeLease> Resuming => _resuming;

    public void SetState(NodeLease lease, LeaseState state)
    {
        if (lease.State == LeaseState.Resuming) _resuming.Remove(lease);
        Counts.Count(lease, -1);
        lease.State = state;
        Counts.Count(lease, 1);
        if (state == LeaseState.Resuming) _resuming.Add(lease);
    }

    /// <summary>A task begins to wait: its CPUs are free for others. Nothing else is.</summary>
    public void Block(NodeLease lease)
    {
        Counts.Count(lease, -1);
        Ledger.ReturnCpus(lease.Holding);
        Counts.Count(lease, 1);
        SetState(lease, LeaseState.Blocked);
    }

    public void Resume(NodeLease lease)
    {
        SetState(lease, LeaseState.Gone);    // not counted while what it holds changes
        Ledger.TakeCpus(lease.Holding, lease.CpusToRun);
        SetState(lease, LeaseState.Lent);
        Effects.ResumeTask(lease.Process!.Id, lease.Id, lease.Wait);
    }

    /// <summary>An actor is created: from now on it holds what it holds for life.</summary>
    public void Place(NodeLease lease)
    {
        Counts.Count(lease, -1);
        lease.IsPlaced = true;
        if (lease.Spec.CpusOnlyToPlace) Ledger.ReturnCpus(lease.Holding);
        Counts.Count(lease, 1);
    }

    /// <summary>A lease is over: what it held is free, unless its process has to end first.</summary>
    public void End(NodeLease lease, bool mayBeReused)
    {
        if (lease.State == LeaseState.Starting) Pool.Forget(lease);
        SetState(lease, LeaseState.Gone);
        Leases.Remove(lease);
        if (lease.Process is { } process && !Leave(lease, process, mayBeReused)) return;
        Ledger.ReturnAll(lease.Holding);
    }

    /// <summary>The process is gone, and with it its leases.</summary>
    public void EndAll(WorkerProcess process)
    {
        foreach (var lease in process.Leases)
        {
            SetState(lease, LeaseState.Gone);
            Leases.Remove(lease);
            Ledger.ReturnAll(lease.Holding);
        }
        foreach (var holding in process.Remains) Ledger.ReturnAll(holding);
        Leaving -= process.Remains.Count;
    }

    /// <summary>False: memory and GPUs are free only when the process is gone.</summary>
    private bool Leave(NodeLease lease, WorkerProcess process, bool mayBeReused)
    {
        process.Detach(lease);
        if (process.Kind == ProcessKind.Shared || Pool.TryReuse(process, mayBeReused && !lease.Spec.IsActor)) return true;
        Ledger.ReturnLogical(lease.Holding);
        process.Remains.Add(lease.Holding);
        Leaving++;
        return false;
    }
}
