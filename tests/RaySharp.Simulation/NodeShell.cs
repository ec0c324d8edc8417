using RaySharp.Placement;
using RaySharp.Scheduling;
using RaySharp.Simulation.Objects;

namespace RaySharp.Simulation;

/// <summary>A node: the real scheduler and router, and processes that take their time to start or do not.</summary>
internal sealed class NodeShell : IPlacementEffects
{
    private readonly SimulatedCluster _cluster;
    private readonly HashSet<ProcessId> _stopped = [];
    private readonly HashSet<ulong> _asked = [];
    private readonly NodePlan _plan;
    private readonly ClusterView _view;
    private readonly ReportGate _gate = new();
    private ulong _lastProcess;
    private readonly HashSet<ProcessId> _gpuUsers = [];
    private readonly Dictionary<ProcessId, ProcessKey> _keys = [];     // of processes that the scheduler has not heard the end of
    private LeaseSpec? _asking;
    private bool _isReporting;

    public NodeShell(SimulatedCluster cluster, uint number, NodePlan has)
    {
        _cluster = cluster;
        _plan = has;
        Number = number;
        _lastProcess = Host.Value + 100;
        var plan = cluster.Plan;
        Scheduler = new NodeScheduler(this, new NodeSchedulerOptions
        {
            Node = number,
            Resources = has.Resources,
            SharedProcesses = plan.SharedProcesses,
            KeepsReady = number == ClusterView.HeadNode,
            ReadyExclusive = plan.ReadyExclusive,
            SlotsPerProcess = plan.SlotsPerProcess,
            ExclusiveTasks = plan.ExclusiveTasks,
            WaitingTasks = plan.WaitingTasks,
            MostBypassed = plan.MostBypassed,
        });
        _view = new ClusterView(number, Scheduler);
        Objects = new StoreShell(cluster, number);
        Router = new LeaseRouter(this, Scheduler, _view, new PlacementPolicy(cluster.Random));
    }

    public uint Number { get; }

    public ProcessId Host => ProcessId.HostOf(Number);

    public NodeScheduler Scheduler { get; }

    public LeaseRouter Router { get; }

    public StoreShell Objects { get; }

    public void Start()
    {
        Scheduler.GpuTopology([.. Enumerable.Range(0, _plan.Gpus).Select(index => new GpuDevice(index))]);
        Scheduler.Start();
        Decide(() => { });
    }

    public void Do(Action<NodeScheduler> tell) => Decide(() => tell(Scheduler));

    public void LeaseRequested(ProcessId owner, ulong number, LeaseSpec spec, int hops, uint doubt)
    {
        _asking = spec;
        Decide(() => Router.LeaseRequested(owner, number, spec, hops, doubt));
        _asking = null;
    }

    public void LeaseRequestCancelled(ProcessId owner, ulong number) => Decide(() => Router.LeaseRequestCancelled(owner, number));

    public void PeerLost(ProcessId dead)
    {
        _keys.Remove(dead);
        Decide(() => Router.ProcessLost(dead));
        Objects.ProcessLost(dead);
        if (Number != ClusterView.HeadNode) return;
        _cluster.Head.ProcessLost(dead);
    }

    public bool TryDrain()
    {
        bool mayLeave = false;
        Decide(() => mayLeave = Router.TryDrain());
        return mayLeave;
    }

    public void JobOver(uint job) => Decide(() => Router.JobOver(job));

    /// <summary>What of a job is here.</summary>
    public string OfJob(uint job) => string.Join(", ", Scheduler.Leases.Where(lease => lease.Spec.Job == job).Select(static lease => $"lease {lease.Id} of {lease.Owner}").Concat(_keys.Where(key => key.Value.Job == job).Select(static key => $"process {key.Key}")));

    public bool Refuses(uint node) => _view.IsGone(node);

    public void ViewChanged(IReadOnlyList<NodeReport> changed, IReadOnlyList<uint> gone) => Decide(() =>
    {
        int before = Scheduler.QueuedRequests;
        _view.Update(changed, gone);
        Router.ViewChanged();
        if (Scheduler.QueuedRequests < before) _cluster.Coverage.Add("waiting request sent on");
    });

    /// <summary>The head says that a node is gone; the processes here hear it from here.</summary>
    public void NodeLost(uint number)
    {
        Decide(() => Router.NodeLost(number));
        Objects.NodeLost(number);
        foreach (var owner in _cluster.Owners.Where(owner => owner.Id.Node == Number).ToArray()) ToOwner(owner.Id, new Note("node lost", null, number), shell => shell.NodeLost(number));
    }

    /// <summary>What could not be asked for anywhere, as far as this node knows and as things are.</summary>
    private void CheckRefusal(ProcessId owner, ulong request, string reason)
    {
        if (!_cluster.Plan.IsCluster || Number != ClusterView.HeadNode) throw new SimulationFailure($"Request {request} of {owner} was refused by node {Number}: {reason}");
        if (_asking is not { } spec) return;    // it had waited for news
        foreach (var node in _cluster.Nodes)
        {
            bool isBoundElsewhere = spec.Strategy is { IsSoft: false, Node: { } bound } && bound.Number != node.Number;
            if (!isBoundElsewhere && !node._view.IsDraining && node.Scheduler.Total.Covers(spec.Resources) && _view.Look().Any(known => known.Number == node.Number && !known.Total.IsEmpty))
                throw new SimulationFailure($"{spec} was refused, and node {node.Number} has {node.Scheduler.Total}: {reason}");
        }
    }

    /// <summary>An owner or worker says that a lease is over; the worker hears of it before the slot is lent again.</summary>
    public void LeaseReturned(ulong lease, bool reuse)
    {
        if (Scheduler.Leases.FirstOrDefault(known => known.Id == lease) is { Process: { } process })
            _cluster.Network.Send(Host, process.Id, new Note("slot ended", null, lease), () => _cluster.Worker(process.Id).SlotEnded(lease));
        Do(scheduler => scheduler.LeaseReturned(lease, reuse));
    }

    public void GrantLease(ProcessId owner, ulong request, ulong lease, ProcessId process, int slot, ReadOnlySpan<int> gpus)
    {
        CheckAffinity(lease);
        CheckDevices(process, gpus);
        _cluster.Network.Send(Host, process, new Note("slot lent", null, lease), () => _cluster.Worker(process).SlotLent(lease, slot, owner));
        if (owner == HeadShell.LeaseOwner) ToHead(new Note("actor grant", process, lease), head => head.Granted(request, lease, process));
        else ToOwner(owner, new Note("grant", process, lease), shell => shell.LeaseGranted(request, lease, process));
    }

    public void RefuseLease(ProcessId owner, ulong request, LeaseRefusal cause, string reason)
    {
        if (cause == LeaseRefusal.Infeasible) CheckRefusal(owner, request, reason);
        else if (cause != LeaseRefusal.ProcessStartFailed || !_cluster.Plan.StartsMayFail) throw new SimulationFailure($"A lease was refused: {cause}, {reason}.");
        _cluster.Coverage.Add("lease refused");
        if (owner == HeadShell.LeaseOwner) ToHead("actor refuse", head => head.Refused(request, reason));
        else ToOwner(owner, new Note("refuse", reason), shell => shell.LeaseRefused(request, cause, reason));
    }

    public void SpillLease(ProcessId owner, ulong request, uint node)
    {
        _cluster.Coverage.Add("request sent to another node");
        if (node == Number) throw new SimulationFailure($"Node {Number} sent a request to itself.");
        if (owner == HeadShell.LeaseOwner) ToHead(new Note("actor spill", null, node), head => head.Spilled(request, node));
        else ToOwner(owner, new Note("spill", null, node), shell => shell.LeaseSpilled(request, node));
    }

    private void CheckAffinity(ulong lease)
    {
        var strategy = Scheduler.Leases.First(known => known.Id == lease).Spec.Strategy;
        if (strategy.Node is { } bound && bound.Number == Number) _cluster.Coverage.Add("task bound to a node granted there");
        if (strategy is { IsSoft: false, Node: { } wanted } && wanted.Number != Number) throw new SimulationFailure($"A task bound to {wanted} got a lease at node {Number}.");
    }

    /// <summary>Processes that live, whether they are lent or kept, never share more of a device than there is.</summary>
    private void CheckShares(ProcessKey started)
    {
        foreach (int gpu in started.Gpus)
        {
            long used = _keys.Values.Sum(key => key.ShareOf(gpu));
            if (used > ResourceSet.One) throw new SimulationFailure($"{used} units of GPU {gpu} of node {Number} are used by processes that live; it has {ResourceSet.One}.");
            if (gpu >= _plan.Gpus) throw new SimulationFailure($"GPU {gpu} was given, node {Number} has {_plan.Gpus}.");
        }
    }

    /// <summary>What runs sees the devices that its lease was given.</summary>
    private void CheckDevices(ProcessId process, ReadOnlySpan<int> gpus)
    {
        if (!_keys[process].Gpus.SequenceEqual(gpus)) throw new SimulationFailure($"A lease of GPUs {string.Join(' ', gpus.ToArray())} went to process {process}, started{_keys[process]}.");
        if (gpus.Length == 0) return;
        _cluster.Coverage.Add("GPU lent");
        if (!_gpuUsers.Add(process)) _cluster.Coverage.Add("process with GPUs used again");
    }

    private void ToHead(Note what, Action<HeadShell> deliver)
    {
        if (Number == ClusterView.HeadNode) deliver(_cluster.Head);
        else _cluster.Network.SendControl(Host, HeadShell.Process, what, () => deliver(_cluster.Head));
    }

    /// <summary>What is decided here may be worth telling: a little later, together with what follows.</summary>
    private void Decide(Action decide)
    {
        decide();
        if (!_cluster.Plan.IsCluster || _isReporting) return;
        _isReporting = true;
        _cluster.Faults.After(Number, 1 + _cluster.Random.Next(_cluster.Plan.MaxViewDelay), () =>
        {
            _isReporting = false;
            if (_cluster.IsAlive(Host) && _gate.TryPass(Router.Report(), out var report)) _cluster.Network.SendControl(Host, HeadShell.Process, new Note("report", report.Free), () => _cluster.Head.Reported(report));
        });
    }

    public void AskBackLease(ProcessId owner, ulong lease)
    {
        _cluster.Coverage.Add("lease asked back");
        if (!_asked.Add(lease)) throw new SimulationFailure($"Lease {lease} was asked back twice.");
        ToOwner(owner, new Note("ask back", null, lease), shell => shell.AskedBack(lease));
    }

    public ProcessId StartProcess(ProcessKind kind, ProcessKey key)
    {
        ProcessId id = new(++_lastProcess);
        _keys.Add(id, key);
        CheckShares(key);
        int luck = _cluster.Random.Next(100);
        _cluster.Faults.After(Number, 1 + _cluster.Random.Next(3 * _cluster.Plan.MaxDelay), () => Started(id, luck));
        return id;
    }

    public void StopProcess(ProcessId process)
    {
        _stopped.Add(process);
        _cluster.Faults.After(Number, 1 + _cluster.Random.Next(_cluster.Plan.MaxDelay), () => _cluster.Kill(process, "stopped"));
    }

    public bool IsStopped(ProcessId process) => _stopped.Contains(process);

    public void ResumeTask(ProcessId process, ulong lease, ulong wait)
    {
        _cluster.Coverage.Add("task resumed");
        _cluster.Network.SendControl(Host, process, new Note("resume", null, lease), () => _cluster.Worker(process).Resume(lease, wait));
    }

    public void CancelOwnerTasks(ProcessId process, ProcessId owner)
    {
        _cluster.Coverage.Add("dead owner's tasks cancelled");
        _cluster.Network.SendControl(Host, process, new Note("cancel all of", owner), () => _cluster.Worker(process).CancelOwner(owner));
    }

    public void Warn(string text)
    {
        if (text.StartsWith("Nothing runs", StringComparison.Ordinal) && !_cluster.Plan.IsCluster) throw new SimulationFailure(text);    // in a cluster, what runs elsewhere may end an actor
        _cluster.Coverage.Add("limit of waiting tasks reached");
        _cluster.Trace($"warning: {text}");
    }

    private void Started(ProcessId id, int luck)
    {
        if (!_cluster.IsAlive(Host)) return;
        if (_stopped.Contains(id)) _cluster.Coverage.Add("process stopped before it was ready");
        else if (luck < _cluster.Plan.StartFailPercent) _cluster.Coverage.Add("process start failed");
        if (_stopped.Contains(id) || luck < _cluster.Plan.StartFailPercent) _keys.Remove(id);
        if (_stopped.Contains(id)) Do(scheduler => scheduler.ProcessLost(id));
        else if (luck < _cluster.Plan.StartFailPercent && luck % 2 == 0) Do(scheduler => scheduler.ProcessStartFailed(id, "exit code 3"));
        else if (luck < _cluster.Plan.StartFailPercent) Do(scheduler => scheduler.ProcessLost(id));
        else
        {
            _cluster.AddWorker(id, _keys[id].Job);
            _cluster.Network.SendControl(id, Host, new Note("ready", id), () => Do(scheduler => scheduler.ProcessReady(id)));
        }
    }

    private void ToOwner(ProcessId owner, Note what, Action<OwnerShell> deliver) =>
        _cluster.Network.SendControl(Host, owner, what, () => deliver(_cluster.Owner(owner)));
}
