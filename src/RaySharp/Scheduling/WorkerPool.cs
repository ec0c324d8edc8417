namespace RaySharp.Scheduling;

/// <summary>The worker processes of one job on a node: which there are, which lease has which, and when to start and stop them.</summary>
internal sealed class WorkerPool(INodeEffects effects, NodeSchedulerOptions options, KeptProcesses kept, uint job, bool keepsReady)
{
    private readonly Dictionary<ProcessId, WorkerProcess> _processes = [];
    private readonly List<WorkerProcess> _shared = [];     // in the order they were started; none that stops
    private readonly List<WorkerProcess> _idle = [];       // exclusive and ready; the last used is taken first
    private readonly List<NodeLease> _waitingShared = [];
    private readonly List<NodeLease> _waitingExclusive = [];
    private readonly KeptProcesses _kept = kept;     // of all jobs: they share the devices
    private readonly ProcessKey _plain = ProcessKey.PlainOf(job);
    private readonly List<NodeLease> _waitingForGpus = [];     // until kept processes that use them are gone
    private readonly Dictionary<string, int> _failures = [];
    private bool _keepsShared = keepsReady, _keepsExclusive = keepsReady;
    private bool _isPaused;
    private bool _hasEnded;
    private int _startingExclusive;

    public uint Job => job;

    public int Count => _processes.Count;

    /// <summary>Whether its job has ended and nothing of it is left.</summary>
    public bool IsOver => _hasEnded && _processes.Count == 0 && _waitingShared.Count + _waitingExclusive.Count + _waitingForGpus.Count == 0;

    /// <summary>Gives a lease a process; false if it has to wait for one.</summary>
    public bool TryAttach(NodeLease lease)
    {
        if (lease.Key.IsPlain && lease.Spec.RunsAlone) _keepsExclusive |= !_hasEnded;
        else if (lease.Key.IsPlain) _keepsShared |= !_hasEnded;
        var process = !lease.Key.IsPlain ? _kept.Take(lease.Key) : lease.Spec.RunsAlone ? TakeIdle() : FewestBusy();
        if (process is not null) process.Attach(lease);
        else if (!lease.Key.IsPlain) StartFor(lease);
        else (lease.Spec.RunsAlone ? _waitingExclusive : _waitingShared).Add(lease);
        return process is not null;
    }

    /// <summary>A process is ready: attaches those who waited for it to <paramref name="attached"/>.</summary>
    public void Ready(ProcessId id, List<NodeLease> attached)
    {
        if (!_processes.TryGetValue(id, out var process) || process.IsReady || process.IsStopping) return;
        process.IsReady = true;
        _failures.Remove(process.Key.Environment);
        if (process.Key.Environment.Length == 0) _isPaused = false;
        if (!process.Key.IsPlain) AttachOwn(process, attached);
        else if (process.Kind == ProcessKind.Shared) AttachShared(attached);
        else AttachExclusive(process, attached);
    }

    /// <summary>A process is gone. Null: unknown. Those who waited for it wait for another.</summary>
    public WorkerProcess? Gone(ProcessId id)
    {
        if (!_processes.Remove(id, out var process)) return null;
        Unlist(process);
        _kept.Gone(process);
        if (process.IsReady || process.IsStopping) return process;
        if (IsPooledExclusive(process)) _startingExclusive--;
        _failures[process.Key.Environment] = _failures.GetValueOrDefault(process.Key.Environment) + 1;
        return process;
    }

    /// <summary>Whether starts for this environment failed so often that those who wait are to be told; counts from zero then.</summary>
    public bool GaveUp(string environment)
    {
        if (_failures.GetValueOrDefault(environment) < options.MostStartFailures) return false;
        _failures.Remove(environment);
        if (environment.Length == 0) _isPaused = true;
        return true;
    }

    /// <summary>Starts a process for a lease: the first, or another when that failed. Kept processes may use memory of its GPUs still: then they end first.</summary>
    public void StartFor(NodeLease lease)
    {
        while (_kept.InTheWayOf(lease.Key) is { } oldest) Stop(oldest);
        if (_kept.HasRoom(lease.Key)) Start(ProcessKind.Exclusive, lease.Key, lease);
        else _waitingForGpus.Add(lease);
    }

    /// <summary>A lease that waits for a process ends.</summary>
    public void Forget(NodeLease lease)
    {
        _waitingShared.Remove(lease);
        _waitingExclusive.Remove(lease);
        _waitingForGpus.Remove(lease);
        var own = _processes.Values.FirstOrDefault(process => process.StartedFor == lease && !process.IsReady);
        if (own is not null) Stop(own);
    }

    /// <summary>A lease leaves its exclusive process. True: the process may serve another.</summary>
    public bool TryReuse(WorkerProcess process, bool mayBeReused)
    {
        if (mayBeReused && !_hasEnded && !process.Key.IsPlain && !process.IsStopping && options.IdleExclusive > 0)
        {
            _kept.Add(process);
            if (_kept.Count > options.IdleExclusive) Stop(_kept.Oldest!);
            return true;
        }
        if (mayBeReused && !_hasEnded && process.Key.IsPlain && !process.IsStopping && _idle.Count < Math.Max(options.IdleExclusive, options.ReadyExclusive))
        {
            _idle.Add(process);
            return true;
        }
        Stop(process);
        return false;
    }

    public void Stop(WorkerProcess process)
    {
        if (process.IsStopping) return;
        if (!process.IsReady && IsPooledExclusive(process)) _startingExclusive--;
        process.IsStopping = true;
        process.StartedFor = null;
        Unlist(process);
        effects.StopProcess(process.Id);
    }

    /// <summary>Processes are to be ready from now on before they are needed.</summary>
    public void KeepReady() => _keepsShared = _keepsExclusive = !_hasEnded;

    /// <summary>Somebody asks for more: worth trying to start processes again.</summary>
    public void Unpause() => _isPaused = false;

    /// <summary>The driver is gone: only what outlives it goes on, and processes end with the last of that.</summary>
    public void End()
    {
        _hasEnded = true;
        _keepsShared = _keepsExclusive = false;
    }

    /// <summary>Ends processes that were idle the last time already, and not used since; not those that are kept ready.</summary>
    public void EndIdle()
    {
        int ready = _keepsExclusive ? options.ReadyExclusive : 0;
        WorkerProcess[] unused = [.. _kept.Unused(job), .. _idle.Where(static process => process.WasIdle).Take(Math.Max(0, _idle.Count - ready))];
        foreach (var process in _idle) process.WasIdle = true;
        foreach (var process in unused) Stop(process);
    }

    /// <summary>Nothing of the job is to go on, whatever runs there.</summary>
    public void StopAll()
    {
        End();
        foreach (var process in _processes.Values.ToArray()) Stop(process);
    }

    /// <summary>Starts what is missing, and stops what is left of a job that has ended.</summary>
    public void StartMissing()
    {
        if (_hasEnded) StopAbandoned();
        int shared = Math.Max(_isPaused || !_keepsShared ? 0 : options.SharedProcesses, _waitingShared.Count > 0 ? 1 : 0);
        while (_shared.Count < shared) _shared.Add(Start(ProcessKind.Shared, _plain, null));
        int exclusive = _waitingExclusive.Count + (_isPaused || !_keepsExclusive ? 0 : Math.Max(0, options.ReadyExclusive - _idle.Count));
        for (; _startingExclusive < exclusive; _startingExclusive++) Start(ProcessKind.Exclusive, _plain, null);
        LookForGpus();
    }

    /// <summary>Processes may have been kept that are in the way of a lease which waits already.</summary>
    private void LookForGpus()
    {
        NodeLease[] waiting = [.. _waitingForGpus];
        _waitingForGpus.Clear();
        foreach (var lease in waiting) StartFor(lease);
    }

    private static bool IsPooledExclusive(WorkerProcess process) => process.Kind == ProcessKind.Exclusive && process.Key.IsPlain;

    private void Unlist(WorkerProcess process)
    {
        _shared.Remove(process);
        _idle.Remove(process);
        _kept.Remove(process);
    }

    private void StopAbandoned()
    {
        var needed = Needed();
        foreach (var process in _processes.Values.Where(process => process.StartedFor is null && !needed.Contains(process.Id)).ToArray())
        {
            bool isWaitedFor = !process.IsReady && (process.Kind == ProcessKind.Shared ? _waitingShared : _waitingExclusive).Count > 0;
            if (!isWaitedFor) Stop(process);
        }
    }

    /// <summary>Processes that run something for others, or for such a process. Those that run only what they asked of each other are needed by nobody.</summary>
    private HashSet<ProcessId> Needed()
    {
        HashSet<ProcessId> needed = [];
        Stack<ProcessId> found = new(_processes.Values.Where(process => process.Serves(owner => !_processes.ContainsKey(owner))).Select(static process => process.Id));
        while (found.TryPop(out var next))
        {
            if (!needed.Add(next)) continue;
            foreach (var process in _processes.Values.Where(process => process.Serves(owner => owner == next))) found.Push(process.Id);
        }
        return needed;
    }

    private WorkerProcess Start(ProcessKind kind, ProcessKey key, NodeLease? lease)
    {
        var id = effects.StartProcess(kind, key);
        WorkerProcess process = new(id, kind, key, lease);
        _kept.Started(process);
        _processes.Add(id, process);
        return process;
    }

    private void AttachOwn(WorkerProcess process, List<NodeLease> attached)
    {
        var lease = process.StartedFor!;
        process.StartedFor = null;
        process.Attach(lease);
        attached.Add(lease);
    }

    private void AttachShared(List<NodeLease> attached)
    {
        foreach (var lease in _waitingShared) FewestBusy()!.Attach(lease);
        attached.AddRange(_waitingShared);
        _waitingShared.Clear();
    }

    private void AttachExclusive(WorkerProcess process, List<NodeLease> attached)
    {
        _startingExclusive--;
        if (_waitingExclusive.Count == 0)
        {
            TryReuse(process, mayBeReused: true);
            return;
        }
        var lease = _waitingExclusive[0];
        _waitingExclusive.RemoveAt(0);
        process.Attach(lease);
        attached.Add(lease);
    }

    private WorkerProcess? TakeIdle()
    {
        if (_idle.Count == 0) return null;
        var last = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        return last;
    }

    private WorkerProcess? FewestBusy()
    {
        WorkerProcess? best = null;
        foreach (var process in _shared)
        {
            if (process.IsReady && (best is null || process.Busy < best.Busy)) best = process;
        }
        return best;
    }
}
