namespace RaySharp.Scheduling;

/// <summary>
/// Lends a node's worker slots to owners: resources, lease queue, worker processes. Ray's raylet. Pure: events in, calls on
/// <see cref="INodeEffects"/> out. Not thread-safe. Every event may come twice or late.
/// </summary>
internal sealed class NodeScheduler
{
    private readonly NodeState _node;
    private readonly LeaseGranting _granting;
    private readonly AskingBack _askingBack;
    private readonly Dictionary<ProcessId, ulong> _newestRequest = [];    // by owner; all of a dead one are old
    private readonly List<NodeLease> _attached = [];
    private ulong _arrivals;

    public NodeScheduler(INodeEffects effects, NodeSchedulerOptions options)
    {
        _node = new NodeState(effects, options);
        _granting = new LeaseGranting(_node);
        _askingBack = new AskingBack(_node, _granting);
    }

    public ResourceSet Total => _node.Ledger.Total;

    public ResourceSet Free => _node.Ledger.Free;

    /// <summary>In steps of 1/10000. Below zero where tasks went on although actors hold their CPUs for life.</summary>
    public long FreeCpus => _node.Ledger.FreeCpus;

    public int QueuedRequests => _node.Queue.Count;

    /// <summary>The requests that wait, the most urgent first.</summary>
    public IEnumerable<LeaseRequest> Queued => _node.Queue.InOrder();

    /// <summary>What those ask for, and how many of them.</summary>
    public IEnumerable<(ResourceSet Resources, int Count)> Demand => _node.Queue.Demand;

    public int WaitingTasks => _node.Counts.Waiting;

    public int ProcessCount => _node.Pool.Count;

    public IReadOnlyList<NodeLease> Leases => _node.Leases.All;

    public NodeLease? Find(ulong lease) => _node.Leases.TryGet(lease, out var found) ? found : null;

    /// <summary>Starts the processes that are kept ready.</summary>
    public void Start() => Go();

    /// <summary>Processes are kept ready from now on for the program that started the cluster.</summary>
    public void KeepReady()
    {
        _node.Pool.KeepReady();
        Go();
    }

    /// <summary>The node's GPUs are these from now on.</summary>
    public void GpuTopology(IReadOnlyList<GpuDevice> devices)
    {
        _node.Ledger.ReplaceGpus(devices);
        foreach (var request in _node.Queue.RemoveWhere(request => !Total.Covers(request.Spec.Resources))) RefuseInfeasible(request.Owner, request.Number, request.Spec);
        Go();
    }

    /// <summary>An owner asks for a slot. Its numbers grow; one that does not is a repetition.</summary>
    public void LeaseRequested(ProcessId owner, ulong number, LeaseSpec spec)
    {
        if (IsNew(owner, number)) Admit(owner, number, spec, hops: 0);
    }

    /// <summary>False: a repetition, or its owner is dead. Notes the number.</summary>
    public bool IsNew(ProcessId owner, ulong number)
    {
        if (number <= _newestRequest.GetValueOrDefault(owner)) return false;
        _newestRequest[owner] = number;
        return true;
    }

    /// <summary>Takes a new request: granted as soon as what it asks for is free; refused where the node does not have that much.</summary>
    public void Admit(ProcessId owner, ulong number, LeaseSpec spec, int hops)
    {
        if (!Total.Covers(spec.Resources))
        {
            RefuseInfeasible(owner, number, spec);
            return;
        }
        _node.Pool.Unpause(spec.Job);
        _node.Queue.Add(new LeaseRequest(owner, number, spec, ++_arrivals, hops));
        Go();
    }

    /// <summary>Whether such a request would be granted at once.</summary>
    public bool CanGrant(LeaseSpec spec) => _node.Resuming.Count == 0 && _granting.Lacks(spec) == ResourceKinds.None;

    /// <summary>Whether such a request can be granted while the actors live that live here: what they hold they hold for life.</summary>
    public bool CanRunBesideActors(LeaseSpec spec)
    {
        var left = Total.With(Math.Max(0, Total.Cpus - _node.Counts.LifeCpus), Total.Gpus);
        var gpus = _node.Ledger.Gpus.CopyUnlent();
        foreach (var lease in _node.Leases.All)
        {
            if (!lease.Spec.IsActor) continue;
            if (!left.Covers(lease.Holding.Rest)) return false;
            left = left.Subtract(lease.Holding.Rest);
            gpus.TakeFrom(lease.Holding.Gpus, lease.Holding.GpuUnits);
        }
        return left.Covers(spec.Resources) && gpus.CanTake(spec.Resources.Gpus);
    }

    /// <summary>Lets go of requests that wait: another node has room for them.</summary>
    public void Withdraw(IReadOnlyList<LeaseRequest> requests)
    {
        foreach (var request in requests) _node.Queue.Remove(request.Owner, request.Number);
        Go();
    }

    public void LeaseRequestCancelled(ProcessId owner, ulong number)
    {
        if (!_node.Queue.Remove(owner, number))
        {
            foreach (var lease in _node.Leases.OfOwner(owner))
            {
                if (lease.State == LeaseState.Starting && lease.Request.Number == number) _node.End(lease, false);
            }
        }
        Go();
    }

    /// <summary>The owner has no more use for the slot, or the worker emptied the slot of a dead owner.</summary>
    public void LeaseReturned(ulong leaseId, bool processMayBeReused)
    {
        if (!_node.Leases.TryGet(leaseId, out var lease) || lease.State == LeaseState.Starting) return;
        _node.End(lease, processMayBeReused);
        Go();
    }

    /// <summary>The actor of this lease is created.</summary>
    public void ActorPlaced(ulong leaseId)
    {
        if (!_node.Leases.TryGet(leaseId, out var lease) || lease.State == LeaseState.Starting || lease.IsPlaced || !lease.Spec.IsActor) return;
        _node.Place(lease);
        Go();
    }

    public void ProcessReady(ProcessId process)
    {
        _attached.Clear();
        _node.Pool.Ready(process, _attached);
        foreach (var lease in _attached) _granting.Lend(lease);
        Go();
    }

    /// <summary>A process that was being started will never be ready.</summary>
    public void ProcessStartFailed(ProcessId process, string reason) => ProcessGone(process, reason);

    /// <summary>A process has ended, for whatever reason.</summary>
    public void ProcessLost(ProcessId process) => ProcessGone(process, "it ended before it was ready");

    /// <summary>A process that asked for leases is dead.</summary>
    public void OwnerLost(ProcessId owner)
    {
        DropOwner(owner);
        Go();
    }

    /// <summary>A node is gone, and with it all that asked for leases there, and the job that it drove.</summary>
    public void NodeLost(uint node)
    {
        _node.Pool.End(node);
        foreach (var owner in _newestRequest.Keys.Where(owner => owner.Node == node).ToArray()) DropOwner(owner);
        Go();
    }

    /// <summary>The job's driver is gone, and nothing that outlives it is left: its processes end with all that they run. Tasks that hold each other's leases would go on otherwise.</summary>
    public void JobOver(uint job)
    {
        _node.Queue.RemoveWhere(request => request.Spec.Job == job);
        foreach (var lease in _node.Leases.All.Where(lease => lease.Spec.Job == job && lease.State == LeaseState.Starting).ToArray()) _node.End(lease, false);
        _node.Pool.StopAll(job);
        Go();
    }

    /// <summary>The task that runs on the lease begins to wait. Its waits are numbered, so that one which is over cannot begin again.</summary>
    public void TaskBlocked(ulong leaseId, ulong wait)
    {
        if (!_node.Leases.TryGet(leaseId, out var lease) || lease.State == LeaseState.Starting || wait <= lease.Wait) return;
        lease.Wait = wait;
        _node.Block(lease);
        Go();
    }

    /// <summary>What the task waited for is there; <see cref="INodeEffects.ResumeTask"/> follows when it has its CPUs.</summary>
    public void TaskUnblocked(ulong leaseId, ulong wait)
    {
        if (!_node.Leases.TryGet(leaseId, out var lease) || lease.State == LeaseState.Starting || wait < lease.Wait) return;
        lease.Wait = wait;
        if (lease.State == LeaseState.Lent) _node.Effects.ResumeTask(lease.Process!.Id, leaseId, wait);
        else if (lease.State == LeaseState.Blocked) _node.SetState(lease, LeaseState.Resuming);
        Go();
    }

    /// <summary>Called now and then: processes of one task or actor that were idle the last time already, and not used since, end. So do those with GPUs, whose memory they hold.</summary>
    public void EndIdleProcesses()
    {
        _node.Pool.EndIdle();
        Go();
    }

    /// <summary>Memory is short: leases on which nothing runs are to come back, so that what is still lent runs something.</summary>
    public void AskBackAll() => _askingBack.All();

    /// <summary>Requests wait at other nodes: what is only kept here is to come back, so that they can come.</summary>
    public void AskBackFor(IEnumerable<(ResourceSet Resources, int Count)> elsewhere) => _askingBack.RunFor(elsewhere);

    private void ProcessGone(ProcessId id, string reason)
    {
        if (_node.Pool.Gone(id) is not { } process)
        {
            OwnerLost(id);
            return;
        }
        _node.EndAll(process);
        if (_node.Pool.GaveUp(process)) RefuseStarts(process, reason);
        else if (process is { IsReady: false, StartedFor: { } waiting }) _node.Pool.StartFor(waiting);
        DropOwner(id);
        Go();
    }

    /// <summary>Its requests go, its own processes end; in shared ones its slots stay taken until the worker says that they are empty.</summary>
    private void DropOwner(ProcessId owner)
    {
        _newestRequest[owner] = ulong.MaxValue;
        _node.Queue.RemoveWhere(request => request.Owner == owner);
        HashSet<ProcessId> told = [];
        foreach (var lease in _node.Leases.OfOwner(owner))
        {
            if (lease.IsOrphan) continue;
            if (lease.State == LeaseState.Starting || lease.Process!.Kind == ProcessKind.Exclusive)
            {
                _node.End(lease, false);
                continue;
            }
            lease.IsOrphan = lease.IsAskedBack = true;
            if (told.Add(lease.Process.Id)) _node.Effects.CancelOwnerTasks(lease.Process.Id, owner);
        }
    }

    private void RefuseStarts(WorkerProcess failed, string reason)
    {
        bool IsFor(LeaseSpec spec) => spec.Job == failed.Key.Job && spec.Environment == failed.Key.Environment;
        string text = $"{_node.Options.MostStartFailures} worker processes in a row did not start: {reason}";
        foreach (var lease in _node.Leases.All.Where(lease => lease.State == LeaseState.Starting && IsFor(lease.Spec)).ToArray())
        {
            _node.End(lease, false);
            _node.Effects.RefuseLease(lease.Owner, lease.Request.Number, LeaseRefusal.ProcessStartFailed, text);
        }
        foreach (var request in _node.Queue.RemoveWhere(request => IsFor(request.Spec)))
            _node.Effects.RefuseLease(request.Owner, request.Number, LeaseRefusal.ProcessStartFailed, text);
    }

    private void RefuseInfeasible(ProcessId owner, ulong number, LeaseSpec spec) => _node.Effects.RefuseLease(owner, number, LeaseRefusal.Infeasible,
        $"{ResourceText.DescribeLack(spec.Resources, Total)}. Ask for less, or give the node more. It has {Total}.");

    private void Go()
    {
        _granting.Run();
        _askingBack.Run();
        _node.Pool.StartMissing();
    }
}
