using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>A cluster of thin shells around the real machines, on virtual time, made from a seed.</summary>
internal sealed class SimulatedCluster
{
    private readonly List<string>? _trace;
    private readonly Dictionary<ProcessId, WorkerShell> _workers = [];
    private readonly Dictionary<ProcessId, OwnerShell> _owners = [];
    private readonly List<ProcessId> _order = [];    // all that ever lived
    private readonly WorkloadMaker _workload;
    private readonly Auditor _auditor;

    /// <param name="seed">Makes the plan, the workload, and all that happens by chance.</param>
    /// <param name="trace">Whether to write down each message.</param>
    /// <param name="lose">A kind of message whose first is lost although nothing broke: a sabotage, to see that the auditor notices.</param>
    public SimulatedCluster(int seed, bool trace = false, string? lose = null)
    {
        Random = new Random(seed);
        Plan = new SimulationPlan(Random);
        _trace = trace ? [] : null;
        _workload = new WorkloadMaker(Plan, Random);
        _workload.MakeActors();
        Network = new Network(this, lose);
        Node = new NodeShell(this);
        _auditor = new Auditor(this);
    }

    /// <summary>Head and node.</summary>
    public static ProcessId NodeProcess { get; } = new(1);

    public Random Random { get; }

    public SimulationPlan Plan { get; }

    public VirtualTime Time { get; } = new();

    public Network Network { get; }

    public NodeShell Node { get; }

    public IReadOnlyList<ActorPlan> ActorPlans => _workload.Actors;

    public IEnumerable<WorkerShell> Workers => _order.Where(_workers.ContainsKey).Select(id => _workers[id]);

    public IEnumerable<OwnerShell> Owners => _order.Where(_owners.ContainsKey).Select(id => _owners[id]);

    public Coverage Coverage { get; } = new();

    public IReadOnlyList<string> TraceLines => _trace ?? [];

    /// <summary>The processes that were ended because memory was short, and the leases for which they were.</summary>
    public Dictionary<ProcessId, ulong> EndedForMemory { get; } = [];

    public bool IsAlive(ProcessId process) => process == NodeProcess || _owners.ContainsKey(process);

    public WorkerShell Worker(ProcessId process) => _workers[process];

    public OwnerShell Owner(ProcessId process) => _owners[process];

    public void Trace(ProcessId from, ProcessId to, Note what)
    {
        if (_trace is not null) Trace($"{from} -> {to}: {what}");
    }

    public void Trace(string text) => _trace?.Add($"{Time.Now,6} {text}");

    public void Run()
    {
        Node.Start();
        for (uint i = 0; i < Plan.Owners; i++) AddOwner(new ProcessId(2 + i));
        for (int i = 0; i < Plan.RootTasks; i++) AtRandom(SubmitRoot);
        for (int i = 0; Plan.Actors > 0 && i < Plan.Calls; i++) AtRandom(CallFromRoot);
        for (int i = 0; i < Plan.Kills; i++) AtRandom(KillSomeWorker);
        for (int i = 0; i < Plan.MemoryEnds; i++) AtRandom(EndSomeForMemory);
        for (int i = 0; i < Plan.OwnerKills; i++) AtRandom(KillSomeOwner);
        for (int i = 0; i < Plan.ActorKills; i++) AtRandom(Node.KillSomeActor);
        Drain();
        _auditor.AllDone();
        EndAll();
        Drain();
        _auditor.NothingLeft();
    }

    public WorkerShell AddWorker(ProcessId id)
    {
        WorkerShell worker = new(this, id);
        _workers.Add(id, worker);
        AddOwner(id);
        return worker;
    }

    public void Kill(ProcessId process, string why)
    {
        if (!_owners.Remove(process)) return;
        _workers.Remove(process);
        Coverage.Add(why.EndsWith("poison", StringComparison.Ordinal) ? "died: poison" : $"died: {why}");
        Trace($"{process} dies: {why}");
        Network.Died(process);
    }

    public void PeerLost(ProcessId peer, ProcessId dead)
    {
        if (!IsAlive(peer)) return;
        Trace(peer, peer, new Note("hears that it is dead:", dead));
        if (peer == NodeProcess) Node.PeerLost(dead);
        else _owners[peer].PeerLost(dead);
    }

    public void CheckCpus() => _auditor.Cpus();

    private void AddOwner(ProcessId id)
    {
        _owners.Add(id, new OwnerShell(this, id));
        _order.Add(id);
    }

    private void AtRandom(Action action) => Time.At(Random.Next(1 + 40 * Plan.MaxWork), action);

    private OwnerShell? SomeRoot()
    {
        ProcessId id = new(2 + (ulong)Random.Next(Plan.Owners));
        return _owners.GetValueOrDefault(id);
    }

    private void SubmitRoot()
    {
        if (SomeRoot() is not { } owner) return;
        foreach (var task in owner.Submit(_workload.MakeRoots()))
        {
            if (Random.Next(100) < Plan.CancelPercent) Time.After(Random.Next(5 * Plan.MaxWork), () => owner.Cancel(task));
        }
    }

    private void CallFromRoot()
    {
        if (SomeRoot() is not { } owner) return;
        var call = owner.Call(_workload.MakeCall(0));
        if (Random.Next(100) < Plan.CancelPercent) Time.After(Random.Next(5 * Plan.MaxWork), () => owner.CancelCall(call));
    }

    private void KillSomeWorker()
    {
        if (_workers.Count == 0) return;
        var workers = Workers.ToArray();
        Kill(workers[Random.Next(workers.Length)].Id, "killed");
    }

    private void EndSomeForMemory()
    {
        Node.Scheduler.AskBackAll();
        NodeLease[] lent = [.. Node.Scheduler.Leases.Where(lease => lease.State != LeaseState.Starting && _workers.ContainsKey(lease.Process!.Id))];
        if (lent.Length == 0) return;
        var chosen = lent[Random.Next(lent.Length)];
        EndedForMemory.Add(chosen.Process!.Id, chosen.Id);
        Kill(chosen.Process.Id, "ended for memory");
    }

    private void KillSomeOwner()
    {
        if (SomeRoot() is { } owner) Kill(owner.Id, "owner killed");
    }

    private void Drain()
    {
        while (Time.TryStep())
        {
            _auditor.EachStep();
            if (Time.Steps > 400_000) throw new SimulationFailure("The cluster does not come to rest.");
        }
    }

    private void EndAll()
    {
        Node.EndActors();
        if (Random.Next(2) == 0)
        {
            for (uint i = 0; i < Plan.Owners; i++) Kill(new ProcessId(2 + i), "end");
        }
        foreach (var owner in Owners.ToArray()) owner.ReturnIdle();
    }
}
