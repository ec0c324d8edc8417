namespace RaySharp.Scheduling;

/// <summary>The worker processes of a node, a pool for each job: what one driver's code does to its process concerns no other driver.</summary>
internal sealed class WorkerPools
{
    private readonly INodeEffects _effects;
    private readonly NodeSchedulerOptions _options;
    private readonly KeptProcesses _kept = new();
    private readonly List<WorkerPool> _pools;
    private readonly HashSet<uint> _ended = [];    // numbers are never given twice

    public WorkerPools(INodeEffects effects, NodeSchedulerOptions options)
    {
        _effects = effects;
        _options = options;
        _pools = [new(effects, options, _kept, 0, options.KeepsReady)];
    }

    public int Count => _pools.Sum(static pool => pool.Count);

    /// <summary>Gives a lease a process; false if it has to wait for one.</summary>
    public bool TryAttach(NodeLease lease) => Of(lease.Spec.Job).TryAttach(lease);

    /// <summary>A process is ready: attaches those who waited for it to <paramref name="attached"/>.</summary>
    public void Ready(ProcessId id, List<NodeLease> attached)
    {
        foreach (var pool in _pools) pool.Ready(id, attached);
    }

    /// <summary>A process is gone. Null: unknown. Those who waited for it wait for another.</summary>
    public WorkerProcess? Gone(ProcessId id)
    {
        foreach (var pool in _pools)
        {
            if (pool.Gone(id) is { } process) return process;
        }
        return null;
    }

    /// <summary>Whether starts like that of this process failed so often that those who wait are to be told; counts from zero then.</summary>
    public bool GaveUp(WorkerProcess process) => Of(process.Key.Job).GaveUp(process.Key.Environment);

    /// <summary>The process that was started for a lease failed: another try.</summary>
    public void StartFor(NodeLease lease) => Of(lease.Spec.Job).StartFor(lease);

    /// <summary>Which GPUs a lease would best be given: those of a process that is kept and could serve it.</summary>
    public GpuWish WishOf(LeaseSpec spec) => spec.Resources.Gpus == 0 || _kept.Count == 0 ? GpuWish.None : _kept.WishOf(spec);

    /// <summary>A lease that waits for a process ends.</summary>
    public void Forget(NodeLease lease) => Of(lease.Spec.Job).Forget(lease);

    /// <summary>A lease leaves its exclusive process. True: the process may serve another.</summary>
    public bool TryReuse(WorkerProcess process, bool mayBeReused) => Of(process.Key.Job).TryReuse(process, mayBeReused);

    /// <summary>Somebody asks for more: worth trying to start processes again.</summary>
    public void Unpause(uint job) => Of(job).Unpause();

    /// <summary>Processes for the program that started the cluster are to be ready from now on before it needs them.</summary>
    public void KeepReady() => Of(0).KeepReady();

    /// <summary>The job's driver is gone.</summary>
    public void End(uint job)
    {
        if (_ended.Add(job)) _pools.Find(pool => pool.Job == job)?.End();
    }

    /// <summary>Ends processes that were idle the last time already, and not used since.</summary>
    public void EndIdle()
    {
        foreach (var pool in _pools) pool.EndIdle();
    }

    /// <summary>The job's driver is gone, and nothing of it is to go on.</summary>
    public void StopAll(uint job)
    {
        _ended.Add(job);
        _pools.Find(pool => pool.Job == job)?.StopAll();
    }

    /// <summary>Starts what is missing, and stops what is left of jobs that have ended.</summary>
    public void StartMissing()
    {
        foreach (var pool in _pools) pool.StartMissing();
        _pools.RemoveAll(static pool => pool.IsOver);
    }

    private WorkerPool Of(uint job)
    {
        if (_pools.Find(pool => pool.Job == job) is { } known) return known;
        WorkerPool made = new(_effects, _options, _kept, job, keepsReady: false);
        if (_ended.Contains(job)) made.End();
        _pools.Add(made);
        return made;
    }
}
