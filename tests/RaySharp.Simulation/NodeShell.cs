using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>Head and node: the real scheduler, and processes that take their time to start or do not.</summary>
internal sealed class NodeShell : INodeEffects
{
    private readonly SimulatedCluster _cluster;
    private readonly HashSet<ProcessId> _stopped = [];
    private readonly HashSet<ulong> _asked = [];
    private ulong _lastProcess = 100;

    public NodeShell(SimulatedCluster cluster)
    {
        _cluster = cluster;
        var plan = cluster.Plan;
        Scheduler = new NodeScheduler(this, new NodeSchedulerOptions
        {
            Resources = ResourceSet.Of(plan.Cpus, memory: 100, custom: new Dictionary<string, double> { ["licence"] = 1 }),
            SharedProcesses = plan.SharedProcesses,
            ReadyExclusive = plan.ReadyExclusive,
            SlotsPerProcess = plan.SlotsPerProcess,
            ExclusiveTasks = plan.ExclusiveTasks,
            WaitingTasks = plan.WaitingTasks,
            MostBypassed = plan.MostBypassed,
        });
        Head = new HeadShell(cluster, this);
    }

    public NodeScheduler Scheduler { get; }

    public HeadShell Head { get; }

    public void Start()
    {
        Scheduler.GpuTopology([new GpuDevice(0), new GpuDevice(1)]);
        Scheduler.Start();
    }

    public void KillSomeActor() => Head.KillSome();

    public void EndActors() => Head.EndAll();

    public void PeerLost(ProcessId dead)
    {
        Scheduler.ProcessLost(dead);
        Head.Directory.ProcessLost(dead, "its process was lost");
    }

    /// <summary>An owner or worker says that a lease is over; the worker hears of it before the slot is lent again.</summary>
    public void LeaseReturned(ulong lease, bool reuse)
    {
        if (Scheduler.Leases.FirstOrDefault(known => known.Id == lease) is { Process: { } process })
            _cluster.Network.Send(SimulatedCluster.NodeProcess, process.Id, new Note("slot ended", null, lease), () => _cluster.Worker(process.Id).SlotEnded(lease));
        Scheduler.LeaseReturned(lease, reuse);
    }

    public void GrantLease(ProcessId owner, ulong request, ulong lease, ProcessId process, int slot, ReadOnlySpan<int> gpus)
    {
        _cluster.Network.Send(SimulatedCluster.NodeProcess, process, new Note("slot lent", null, lease), () => _cluster.Worker(process).SlotLent(lease, slot, owner));
        if (owner == SimulatedCluster.NodeProcess) Head.Granted(request, lease, process);
        else ToOwner(owner, new Note("grant", process, lease), shell => shell.LeaseGranted(request, lease, process));
    }

    public void RefuseLease(ProcessId owner, ulong request, LeaseRefusal cause, string reason)
    {
        if (cause != LeaseRefusal.ProcessStartFailed || !_cluster.Plan.StartsMayFail) throw new SimulationFailure($"A lease was refused: {cause}, {reason}.");
        _cluster.Coverage.Add("lease refused");
        if (owner == SimulatedCluster.NodeProcess) Head.Refused(request, reason);
        else ToOwner(owner, "refuse", shell => shell.LeaseRefused(request, reason));
    }

    public void AskBackLease(ProcessId owner, ulong lease)
    {
        _cluster.Coverage.Add("lease asked back");
        if (!_asked.Add(lease)) throw new SimulationFailure($"Lease {lease} was asked back twice.");
        ToOwner(owner, new Note("ask back", null, lease), shell => shell.AskedBack(lease));
    }

    public ProcessId StartProcess(ProcessKind kind, string environment, ReadOnlySpan<int> gpus)
    {
        ProcessId id = new(++_lastProcess);
        int luck = _cluster.Random.Next(100);
        _cluster.Time.After(1 + _cluster.Random.Next(3 * _cluster.Plan.MaxDelay), () => Started(id, luck));
        return id;
    }

    public void StopProcess(ProcessId process)
    {
        _stopped.Add(process);
        _cluster.Time.After(1 + _cluster.Random.Next(_cluster.Plan.MaxDelay), () => _cluster.Kill(process, "stopped"));
    }

    public bool IsStopped(ProcessId process) => _stopped.Contains(process);

    public void ResumeTask(ProcessId process, ulong lease, ulong wait)
    {
        _cluster.Coverage.Add("task resumed");
        _cluster.Network.SendControl(SimulatedCluster.NodeProcess, process, new Note("resume", null, lease), () => _cluster.Worker(process).Resume(lease, wait));
    }

    public void CancelOwnerTasks(ProcessId process, ProcessId owner)
    {
        _cluster.Coverage.Add("dead owner's tasks cancelled");
        _cluster.Network.SendControl(SimulatedCluster.NodeProcess, process, new Note("cancel all of", owner), () => _cluster.Worker(process).CancelOwner(owner));
    }

    public void Warn(string text)
    {
        if (text.StartsWith("Nothing runs", StringComparison.Ordinal)) throw new SimulationFailure(text);
        _cluster.Coverage.Add("limit of waiting tasks reached");
        _cluster.Trace($"warning: {text}");
    }

    private void Started(ProcessId id, int luck)
    {
        if (_stopped.Contains(id)) _cluster.Coverage.Add("process stopped before it was ready");
        else if (luck < _cluster.Plan.StartFailPercent) _cluster.Coverage.Add("process start failed");
        if (_stopped.Contains(id)) Scheduler.ProcessLost(id);
        else if (luck < _cluster.Plan.StartFailPercent && luck % 2 == 0) Scheduler.ProcessStartFailed(id, "exit code 3");
        else if (luck < _cluster.Plan.StartFailPercent) Scheduler.ProcessLost(id);
        else
        {
            _cluster.AddWorker(id);
            _cluster.Network.SendControl(id, SimulatedCluster.NodeProcess, new Note("ready", id), () => Scheduler.ProcessReady(id));
        }
    }

    private void ToOwner(ProcessId owner, Note what, Action<OwnerShell> deliver) =>
        _cluster.Network.SendControl(SimulatedCluster.NodeProcess, owner, what, () => deliver(_cluster.Owner(owner)));
}
