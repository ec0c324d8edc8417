namespace RaySharp.Scheduling;

/// <summary>A slot that is lent, or about to be.</summary>
internal sealed class NodeLease(ulong id, LeaseRequest request, Holding holding)
{
    public ulong Id { get; } = id;

    public LeaseRequest Request { get; } = request;

    public ProcessId Owner => Request.Owner;

    public LeaseSpec Spec => Request.Spec;

    public Holding Holding { get; } = holding;

    /// <summary>Which processes may serve it.</summary>
    public ProcessKey Key { get; } = request.Spec.NeedsOwnStart ? new ProcessKey(request.Spec.Job, request.Spec.Environment, holding.Gpus, holding.GpuUnits) : ProcessKey.PlainOf(request.Spec.Job);

    public LeaseState State { get; set; }

    public WorkerProcess? Process { get; set; }

    public int Slot { get; set; }

    public bool IsAskedBack { get; set; }

    /// <summary>Its owner is dead; the worker returns it when the slot is empty.</summary>
    public bool IsOrphan { get; set; }

    /// <summary>The actor that it was asked for is created.</summary>
    public bool IsPlaced { get; set; }

    /// <summary>The newest of its tasks' waits that the node heard of.</summary>
    public ulong Wait { get; set; }

    /// <summary>What it holds while it does not wait.</summary>
    public long CpusToRun => IsPlaced && Spec.CpusOnlyToPlace ? 0 : Spec.Resources.Cpus;

    /// <summary>CPUs that no task can count on: an actor holds them for life.</summary>
    public long LifeCpus => Spec.IsActor && !Spec.CpusOnlyToPlace ? Holding.Cpus : 0;
}
