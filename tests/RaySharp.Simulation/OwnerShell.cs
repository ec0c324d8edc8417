using RaySharp.Contracts;
using RaySharp.Ownership;
using RaySharp.Placement;
using RaySharp.Scheduling;
using RaySharp.Simulation.Objects;

namespace RaySharp.Simulation;

/// <summary>A process that submits tasks and calls: the real submitter, and an audit of what it decides.</summary>
internal sealed partial class OwnerShell : ITaskEffects
{
    private const long NanosPerTick = 20_000, TicksBetweenLooks = 5_000_000 / NanosPerTick;
    private readonly SimulatedCluster _cluster;
    private readonly TaskSubmitter _submitter;
    private readonly Dictionary<LeaseSpec, SchedulingKey> _keys = [];
    private readonly Dictionary<SchedulingKey, MethodProfile> _profiles = [];
    private readonly HashSet<SchedulingKey> _quarantines = [];
    private readonly List<SimTask> _pending = [];
    private readonly SortedSet<ulong> _granted = [];
    private readonly LeaseRoutes _routes;
    private ulong _lastKey;
    private ulong _lastTask;
    private bool _isLooking;

    public OwnerShell(SimulatedCluster cluster, ProcessId id, uint job)
    {
        _cluster = cluster;
        Id = id;
        Job = job;
        _routes = new LeaseRoutes(id.Node);
        _submitter = new TaskSubmitter(this, cluster.Plan.MaxRequests, cluster.Plan.MemoryRetries);
        Actors = new ActorCallers(cluster, this);
        Objects = new ObjectsShell(cluster, this);
        Reader = new ReaderShell(cluster, this);
    }

    public ProcessId Id { get; }

    /// <summary>All that it submits is of that job.</summary>
    public uint Job { get; }

    public ActorCallers Actors { get; }

    /// <summary>What it owns in stores.</summary>
    public ObjectsShell Objects { get; }

    /// <summary>What it reads of stores.</summary>
    public ReaderShell Reader { get; }

    public IReadOnlyList<SimTask> Pending => _pending;

    public int LeaseCount => _submitter.LeaseCount;

    public int RequestCount => _submitter.RequestCount;

    public HashSet<ProcessId> KnownLost { get; } = [];

    public HashSet<uint> LostNodes { get; } = [];

    public string DescribeRequests() => $"{_submitter.RequestCount} requests, {_routes.Count} on their way, {LeaseCount} leases";

    /// <summary>Submits a group of tasks; each may wait for one before it, and be given what those store.</summary>
    public SimTask[] Submit(IReadOnlyList<TaskPlan> plans)
    {
        var tasks = new SimTask[plans.Count];
        for (int i = 0; i < tasks.Length; i++)
        {
            SimTask[] arguments = [.. plans[i].Arguments.Select(argument => tasks.First(task => task.Plan == argument))];
            tasks[i] = Submit(plans[i], plans[i].WaitsForEarlier == 0 ? null : tasks[i - plans[i].WaitsForEarlier].Result, arguments);
        }
        return tasks;
    }

    private SimTask Submit(TaskPlan plan, SimResult? waitsFor, SimTask[] arguments)
    {
        var key = KeyOf(plan.Need with { Job = Job });
        SimTask task = new(plan) { Key = key, Profile = _profiles[key], RetriesLeft = plan.MaxRetries, MemoryRetriesLeft = plan.MaxMemoryRetries, WaitsFor = waitsFor, Arguments = arguments };
        if (plan.IsStored) task.Stored = new SimObject(new ObjectId(new TaskId(Id, ++_lastTask), 0), task);
        foreach (var argument in arguments) argument.Stored!.References++;
        _pending.Add(task);
        _cluster.Trace($"{Id} submits {task}");
        WaitForArguments(task);
        return task;
    }

    public SimCall Call(CallPlan plan) => Actors.Call(plan);

    public void CancelCall(SimCall call) => Actors.Cancel(call);

    public void Cancel(SimTask task)
    {
        if (_cluster.IsAlive(Id)) _submitter.Cancel(task);
    }

    public void LeaseGranted(ulong number, ulong lease, ProcessId process)
    {
        _granted.Add(lease);
        _submitter.LeaseGranted(_routes.End(number), lease, process, null);
    }

    public void LeaseRefused(ulong number, LeaseRefusal cause, string reason) => _submitter.LeaseRefused(_routes.End(number), cause);

    public void LeaseSpilled(ulong number, uint node)
    {
        if (_routes.Spilled(number, node) is { } route) Ask(route);
        else ToNode(node, new Note("cancel request", null, number), shell => shell.LeaseRequestCancelled(Id, number));
    }

    /// <summary>The own node says that another is gone.</summary>
    public void NodeLost(uint node)
    {
        if (!LostNodes.Add(node)) return;
        foreach (var process in _cluster.Network.Known(Id, node)) ProcessLost(process);
        foreach (var route in _routes.NodeLost(node)) Ask(route);
        Objects.NodeLost(node);
    }

    public void AskedBack(ulong lease) => _submitter.AskedBack(lease);

    public void GivenBack(Lease lease, IReadOnlyList<(PendingTask, int)> tasks, bool stalled) => _submitter.GivenBack(lease, tasks, stalled);

    public void Answered(SimTask task, int attempt, long ticks, Outcome outcome, uint storedAt)
    {
        if (outcome.Kind == OutcomeKind.FailedRetriably)
        {
            if (!_submitter.AnsweredWithRetriableFailure(task, attempt, ticks * NanosPerTick, out bool retried)) return;
            if (retried) task.FailuresCharged++;
            else Finish(task, new Outcome(OutcomeKind.Failed), mayBeStored: attempt > 1);
        }
        else if (_submitter.Answered(task, attempt, ticks * NanosPerTick)) Complete(task, outcome, storedAt);
    }

    public void PeerLost(ProcessId dead)
    {
        if (dead == ProcessId.HostOf(dead.Node))
        {
            var again = _routes.Unreachable(dead.Node);
            if (again.Count > 0) _cluster.Coverage.Add("node not reached");
            foreach (var route in again) Ask(route);
        }
        ProcessLost(dead);
    }

    private void ProcessLost(ProcessId dead)
    {
        KnownLost.Add(dead);
        foreach (var task in _pending) NoteLoss(task, dead, _cluster.EndedForMemory.GetValueOrDefault(dead));
        _submitter.ProcessLost(dead, "lost", _cluster.EndedForMemory.GetValueOrDefault(dead));
        Actors.ProcessLost(dead);
        Objects.ProcessLost(dead);
    }

    /// <summary>As if others waited for all that is held.</summary>
    public void ReturnIdle()
    {
        foreach (ulong lease in _granted.ToArray()) _submitter.AskedBack(lease);
        if (LeaseCount > 0) throw new SimulationFailure($"Owner {Id} keeps {LeaseCount} leases that were asked back, although it has no work.");
    }

    public void Push(Lease lease, PendingTask pending)
    {
        var task = (SimTask)pending;
        if (_quarantines.Contains(lease.Key) && task.SharedCrashesSeen.Count < 2)
            throw new SimulationFailure($"{task} was put into quarantine after {task.SharedCrashesSeen.Count} crashes.");
        if (_cluster.Time.Now < task.NotBefore) throw new SimulationFailure($"{task} is sent again at {_cluster.Time.Now}, and was to wait until {task.NotBefore}.");
        int attempt = task.Attempt;
        if (attempt - task.EarlierAttempts > 40) throw new SimulationFailure($"{task} is sent for the {attempt}th time.");
        _cluster.Coverage.Add(_quarantines.Contains(lease.Key) ? "task pushed into quarantine" : attempt > 1 ? "task pushed again" : "task pushed");
        _cluster.Network.Send(Id, lease.Process, new Note("push", task, lease.Id), () => _cluster.Worker(lease.Process).Tasks.Pushed(lease, this, task, attempt));
        if (_isLooking || lease.InFlight < 2) return;
        _isLooking = true;
        LookLater();
    }

    /// <summary>Looks for tasks that lie behind slow ones, as long as some lie behind any.</summary>
    private void LookLater() => _cluster.Faults.After(Id.Node, TicksBetweenLooks, () =>
    {
        if (!_cluster.IsAlive(Id) || !_cluster.Head.Membership.IsMember(Id.Node)) return;     // on a node that is lost it could look for ever
        _isLooking = _submitter.Tick();
        if (_isLooking) LookLater();
    });

    public void Flush(Lease lease) { }

    /// <summary>Arguments may lie at any node that ever was.</summary>
    public void RequestLease(SchedulingKey key, ulong request, PendingTask first)
    {
        var spec = (LeaseSpec)key.Spec;
        uint nearArgument = ((SimTask)first).ArgumentNodes.SelectMany(static nodes => nodes).FirstOrDefault();
        bool isElsewhere = _cluster.Plan.IsCluster && spec.Strategy == SchedulingStrategy.Default && _cluster.Random.Next(5) == 0;
        uint there = isElsewhere ? 1 + (uint)_cluster.Random.Next((int)_cluster.LastNode) : spec.Strategy == SchedulingStrategy.Default && _cluster.Random.Next(2) == 0 ? nearArgument : 0;
        Ask(_routes.Begin(request, spec, there != 0 && _cluster.Head.IsAnnounced(there) ? there : 0));
    }

    public void CancelRequest(ulong request)
    {
        if (_routes.Cancel(request) is { } route) ToNode(route.Node, new Note("cancel request", null, route.Number), node => node.LeaseRequestCancelled(Id, route.Number));
    }

    private void Ask(LeaseRoute route)
    {
        if (route.Hops > LeaseRouter.MostDetours) throw new SimulationFailure($"Request {route.Request} of {Id} was sent on {route.Hops} times: {route.Spec}.");
        if (route.Hops > 1) _cluster.Coverage.Add("request sent on more than once");
        ToNode(route.Node, new Note("request lease", route.Spec.Resources, route.Number), node => node.LeaseRequested(Id, route.Number, route.Spec, route.Hops, route.Doubt));
    }

    public void ReturnLease(Lease lease)
    {
        if (lease.InFlight > 0) throw new SimulationFailure($"Lease {lease.Id} was returned while {lease.InFlight} tasks are on it.");
        _granted.Remove(lease.Id);
        ToNode(LeaseId.NodeOf(lease.Id), new Note("return lease", null, lease.Id), node => node.LeaseReturned(lease.Id, true));
    }

    public void TakeBack(Lease lease) =>
        _cluster.Network.SendControl(Id, lease.Process, new Note("take back", null, lease.Id), () => _cluster.Worker(lease.Process).Tasks.TakeBack(lease, this));

    public void CancelRemote(Lease lease, PendingTask task)
    {
        int attempt = task.Attempt;
        _cluster.Network.SendControl(Id, lease.Process, new Note("cancel", task), () => _cluster.Worker(lease.Process).Tasks.Cancel(lease, (SimTask)task, attempt));
    }

    public void Delay(PendingTask pending, TimeSpan delay)
    {
        var task = (SimTask)pending;
        if (task.State != TaskState.Delayed || task.MemoryEndsSeen != task.MemoryEnds) throw new SimulationFailure($"{task} was to wait after {task.MemoryEndsSeen} ends for memory, and waits as after {task.MemoryEnds}.");
        var expected = _cluster.Plan.MemoryRetries.FirstDelay * Math.Pow(2, task.MemoryEnds - 1);
        if (delay != (expected < MemoryRetries.LongestDelay ? expected : MemoryRetries.LongestDelay)) throw new SimulationFailure($"{task} waits for {delay} after {task.MemoryEnds} ends for memory.");
        _cluster.Coverage.Add("task waits to be run again");
        task.NotBefore = _cluster.Time.Now + delay.Ticks * 100 / NanosPerTick;
        _cluster.Faults.After(Id.Node, task.NotBefore - _cluster.Time.Now, () =>
        {
            if (_cluster.IsAlive(Id)) _submitter.DelayOver(task);
        });
    }

    public void Fail(PendingTask pending, TaskEnd cause, object? detail)
    {
        var task = (SimTask)pending;
        bool isRight = cause switch
        {
            TaskEnd.Cancelled => task.CancelRequested,
            TaskEnd.WorkerCrashed => task.MaxRetries >= 0 && task.AloneCrashes + task.FailuresCharged > task.MaxRetries,
            TaskEnd.OutOfMemory => task.Plan.MaxMemoryRetries >= 0 && task.MemoryEndsSeen > task.Plan.MaxMemoryRetries,
            _ => detail is LeaseRefusal.Infeasible || _cluster.Plan.StartsMayFail,    // the node proved that no node could
        };
        if (detail is LeaseRefusal.Infeasible) _cluster.Coverage.Add("task ended: infeasible");
        if (!isRight) throw new SimulationFailure($"{task} failed with {cause} after {task.AloneCrashes} crashes alone, {task.MemoryEndsSeen} ends for memory and {task.FailuresCharged} failures; MaxRetries is {task.MaxRetries}.");
        Finish(task, new Outcome(cause == TaskEnd.Cancelled ? OutcomeKind.Cancelled : OutcomeKind.Failed), mayBeStored: task.Attempt > 0);
    }

    public SchedulingKey MakeQuarantine(SchedulingKey key)
    {
        var made = MakeKey((LeaseSpec)key.Spec with { Exclusive = true });
        _quarantines.Add(made);
        return made;
    }

    private static void NoteLoss(SimTask task, ProcessId dead, ulong endedForMemory)
    {
        if (task.State != TaskState.Pushed || task.Lease!.Process != dead || task.Lease.Oldest != task) return;
        if (endedForMemory != 0) task.MemoryEndsSeen += task.Lease.Id == endedForMemory ? 1 : 0;
        else if (task.Lease.Key.RunsAlone) task.AloneCrashes++;
        else task.SharedCrashesSeen.Add(dead);
    }

    private void End(SimTask task, Outcome outcome)
    {
        _cluster.Trace($"{Id}: {task} ends, {outcome}");
        _pending.Remove(task);
        _cluster.Coverage.Add("task ended: " + outcome.Kind);
        task.Result.Commit(outcome);
        if (task.Remakes is not null) return;
        foreach (var argument in task.Arguments) Objects.Release(argument.Stored!);
    }

    private SchedulingKey KeyOf(LeaseSpec need)
    {
        if (_keys.TryGetValue(need, out var key)) return key;
        key = MakeKey(need);
        _keys.Add(need, key);
        return key;
    }

    private SchedulingKey MakeKey(LeaseSpec need)
    {
        SchedulingKey key = new(need with { Key = ++_lastKey }, need.RunsAlone);
        _profiles.Add(key, new MethodProfile());
        return key;
    }

    private void ToNode(uint number, Note what, Action<NodeShell> deliver) => _cluster.Network.SendControl(Id, ProcessId.HostOf(number), what, () => deliver(_cluster.Node(number)));
}
