using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>A cluster of thin shells around the real machines, on virtual time, made from a seed.</summary>
internal sealed partial class SimulatedCluster
{
    private readonly List<string>? _trace;
    private readonly Dictionary<ProcessId, WorkerShell> _workers = [];
    private readonly Dictionary<ProcessId, OwnerShell> _owners = [];
    private readonly SortedDictionary<uint, NodeShell> _nodes = [];
    private readonly List<ProcessId> _roots = [];    // drivers
    private readonly HashSet<uint> _over = [];    // jobs whose driver is gone
    private readonly HashSet<ProcessId> _silent = [];    // dead, and nobody has noticed
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
        Faults = new Faults(this);
        var first = AddNode(ClusterView.HeadNode, Plan.HeadHasCpus ? NodePlan.Whole(Plan) : NodePlan.Driver);
        Head = new HeadShell(this, first);
        Head.Start();
        _auditor = new Auditor(this);
    }

    public Random Random { get; }

    public SimulationPlan Plan { get; }

    public VirtualTime Time { get; } = new();

    public Network Network { get; }

    public Faults Faults { get; }

    public HeadShell Head { get; }

    /// <summary>The nodes that live, by number.</summary>
    public IEnumerable<NodeShell> Nodes => _nodes.Values;

    /// <summary>The highest number that was given to a node.</summary>
    public uint LastNode { get; private set; }

    public IReadOnlyList<ActorPlan> ActorPlans => _workload.Actors;

    /// <summary>Those that count: no node that is lost and does not know it yet.</summary>
    public IEnumerable<NodeShell> Members => Nodes.Where(node => Head.Membership.IsMember(node.Number));

    public IEnumerable<WorkerShell> Workers => _order.Where(_workers.ContainsKey).Select(id => _workers[id]);

    public IEnumerable<OwnerShell> Owners => _order.Where(_owners.ContainsKey).Select(id => _owners[id]);

    public Coverage Coverage { get; } = new();

    public IReadOnlyList<string> TraceLines => _trace ?? [];

    /// <summary>The processes that were ended because memory was short, and the leases for which they were.</summary>
    public Dictionary<ProcessId, ulong> EndedForMemory { get; } = [];

    public bool IsAlive(ProcessId process) => _owners.ContainsKey(process) || (process == ProcessId.HostOf(process.Node) && _nodes.ContainsKey(process.Node));

    /// <summary>What a lost node still sends is refused by those who know of its loss.</summary>
    public bool Refuses(ProcessId to, ProcessId from) =>
        from.Node != to.Node && (_owners.TryGetValue(to, out var owner) ? owner.LostNodes.Contains(from.Node) : _nodes[to.Node].Refuses(from.Node));

    public NodeShell Node(uint number) => _nodes[number];

    public WorkerShell Worker(ProcessId process) => _workers[process];

    public OwnerShell Owner(ProcessId process) => _owners[process];

    public void Trace(ProcessId from, ProcessId to, Note what)
    {
        if (_trace is not null) Trace($"{from} -> {to}: {what}");
    }

    public void Trace(string text) => _trace?.Add($"{Time.Now,6} {text}");

    public void Run()
    {
        Node(ClusterView.HeadNode).Start();
        for (int i = 0; i < Plan.OtherNodes; i++) Join();
        for (uint i = 0; i < Plan.Owners; i++) AddRoot(i);
        for (int i = 0; i < Plan.Drivers; i++) AtRandom(JoinDriver, Random.Next(3) == 0 ? 40 : 4);
        for (int i = 0; i < Plan.DriverKills; i++) AtRandom(KillSomeDriver);
        for (int i = 0; i < Plan.Joins; i++) AtRandom(() => Join());
        for (int i = 0; i < Plan.NodeKills; i++) AtRandom(KillSomeNode);
        for (int i = 0; i < Plan.Drains; i++) AtRandom(DrainSomeNode);
        for (int i = 0; i < Plan.IdleAsks; i++) AtRandom(() => Head.AskIdle(Nodes.ElementAt(Random.Next(_nodes.Count)).Number));
        for (int i = 0; i < Plan.Freezes; i++) AtRandom(FreezeSomeNode);
        for (int i = 0; i < Plan.Partitions; i++) AtRandom(PartSomeNode);
        for (int i = 0; i < Plan.BrokenLinks; i++) AtRandom(BreakSomeLink);
        for (int i = 0; i < Plan.RootTasks; i++) AtRandom(SubmitRoot);
        for (int i = 0; Plan.Actors > 0 && i < Plan.Calls; i++) AtRandom(CallFromRoot);
        for (int i = 0; i < Plan.Kills; i++) AtRandom(KillSomeWorker);
        for (int i = 0; i < Plan.MemoryEnds; i++) AtRandom(EndSomeForMemory);
        for (int i = 0; i < Plan.OwnerKills; i++) AtRandom(KillSomeOwner);
        for (int i = 0; i < Plan.ActorKills; i++) AtRandom(Head.KillSome);
        Drain();
        _auditor.AllDone();
        Faults.End();
        Drain();
        _auditor.AllDone();
        EndAll();
        Drain();
        _auditor.NothingLeft();
    }

    private NodeShell AddNode(uint number, NodePlan plan)
    {
        NodeShell node = new(this, number, plan);
        _nodes.Add(number, node);
        LastNode = number;
        return node;
    }

    private void Join() => Join(LastNode + 1 == Plan.Anchor ? NodePlan.Whole(Plan) : NodePlan.Some(Plan, Random));

    private NodeShell Join(NodePlan plan)
    {
        var node = AddNode(Head.Join(), plan);
        Trace($"node {node.Number} joins with {node.Scheduler.Total}");
        Network.SendControl(node.Host, HeadShell.Process, new Note("node ready", null, node.Number), () => Head.Ready(node.Number));
        node.Start();
        return node;
    }

    /// <summary>A program joins: a node that lends nothing, and a job.</summary>
    private void JoinDriver()
    {
        var node = Join(NodePlan.Driver);
        Coverage.Add("driver joined");
        ProcessId driver = new(node.Host.Value + 1);
        _roots.Add(driver);
        AddOwner(driver, node.Number);
    }

    private bool IsDriver(uint node) => _roots.Exists(root => root.Node == node && _owners.TryGetValue(root, out var owner) && owner.Job == node);

    /// <summary>Whether the job's driver is gone.</summary>
    public bool IsOver(uint job) => _over.Contains(job);

    /// <summary>Whether nobody has noticed yet that it is dead: what is sent there is lost.</summary>
    public bool IsSilent(ProcessId process) => _silent.Contains(process);

    public IEnumerable<uint> EndedJobs => _over.Order();

    private void KillSomeDriver()
    {
        var drivers = Nodes.Where(node => IsDriver(node.Number)).ToArray();
        if (drivers.Length == 0) return;
        bool isSilent = Random.Next(2) == 0;
        Coverage.Add(isSilent ? "died: driver, silently" : "died: driver");
        Lose(drivers[Random.Next(drivers.Length)], isSilent);
    }

    private void AddRoot(uint index)
    {
        uint node = Random.Next(3) == 0 ? 1 + (uint)Random.Next((int)LastNode) : ClusterView.HeadNode;
        ProcessId id = new(ProcessId.HostOf(node).Value + 1 + index);
        _roots.Add(id);
        AddOwner(id, 0);
    }

    /// <summary>Whether somebody is dead whom nobody misses yet.</summary>
    public bool HasSilent => _silent.Count > 0;

    private void NoticeDeath(ProcessId[] dead)
    {
        _silent.ExceptWith(dead);
        foreach (var process in dead) Network.Died(process);
    }

    public WorkerShell AddWorker(ProcessId id, uint job)
    {
        WorkerShell worker = new(this, id, job);
        _workers.Add(id, worker);
        AddOwner(id, job);
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
        if (_owners.TryGetValue(peer, out var owner)) owner.PeerLost(dead);
        else Node(peer.Node).PeerLost(dead);
    }

    public void CheckCpus(NodeShell node) => _auditor.Cpus(node);

    private void AddOwner(ProcessId id, uint job)
    {
        _owners.Add(id, new OwnerShell(this, id, job));
        _order.Add(id);
    }

    private void AtRandom(Action action, int works = 40) => Time.At(Random.Next(1 + works * Plan.MaxWork), action);

    private void KillSomeWorker()
    {
        if (_workers.Count == 0) return;
        var workers = Workers.ToArray();
        Kill(workers[Random.Next(workers.Length)].Id, "killed");
    }

    private void EndSomeForMemory()
    {
        var node = Nodes.ElementAt(Plan.IsCluster ? Random.Next(_nodes.Count) : 0);
        node.Do(scheduler => scheduler.AskBackAll());
        NodeLease[] lent = [.. node.Scheduler.Leases.Where(lease => lease.State != LeaseState.Starting && _workers.ContainsKey(lease.Process!.Id))];
        if (lent.Length == 0) return;
        var chosen = lent[Random.Next(lent.Length)];
        EndedForMemory.Add(chosen.Process!.Id, chosen.Id);
        Kill(chosen.Process.Id, "ended for memory");
    }

    private void KillSomeOwner()
    {
        if (SomeRoot() is not { } owner) return;
        if (owner.Job == 0) Kill(owner.Id, "owner killed");
        else Lose(Node(owner.Id.Node));
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
        Head.EndAll();
        if (Random.Next(2) == 0)
        {
            foreach (var root in _roots)
            {
                if (IsDriver(root.Node)) Lose(Node(root.Node));
                else Kill(root, "end");
            }
        }
        foreach (var owner in Owners.ToArray()) owner.ReturnIdle();
    }
}
