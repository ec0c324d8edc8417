namespace RaySharp.Simulation.Store;

/// <summary>The real store of one node, with processes around it on virtual time, made from a seed.</summary>
internal sealed class SimulatedStore
{
    private readonly List<string>? _trace;
    private readonly List<StoreProcess> _living = [];
    private readonly List<ObjectId> _known = [];
    private readonly List<ProcessId> _owners = [];
    private readonly Dictionary<ulong, ObjectId> _requested = [];
    private readonly StoreAuditor _auditor;
    private string? _lose;
    private ulong _lastRequest;
    private ulong _lastTask;

    /// <param name="seed">Makes the plan, the workload, and all that happens by chance.</param>
    /// <param name="trace">Whether to write down each message.</param>
    /// <param name="lose">A kind of message whose first is lost although nothing broke: a sabotage, to see that the auditor notices.</param>
    public SimulatedStore(int seed, bool trace = false, string? lose = null)
    {
        Random = new Random(seed);
        Plan = new StorePlan(Random);
        _trace = trace ? [] : null;
        _lose = lose;
        Links = new StoreLinks(this);
        Node = new StoreNode(this);
        _auditor = new StoreAuditor(this);
        for (uint i = 0; i < Plan.Processes; i++)
        {
            ProcessId id = new(NodeProcess.Value + i);
            _owners.Add(id);
            _living.Add(new StoreProcess(this, id, Random.Next(100) < Plan.HoarderPercent));
        }
    }

    /// <summary>The driver with the node in it: it writes and reads as others do, and is never killed.</summary>
    public static ProcessId NodeProcess { get; } = new(1);

    public Random Random { get; }

    public StorePlan Plan { get; }

    public VirtualTime Time { get; } = new();

    public StoreLinks Links { get; }

    public StoreNode Node { get; }

    public Coverage Coverage { get; } = new();

    public IReadOnlyList<StoreProcess> Living => _living;

    public IReadOnlyList<string> TraceLines => _trace ?? [];

    /// <summary>The machine is short of memory.</summary>
    public bool IsTrimming { get; private set; }

    public bool IsAlive(ProcessId process) => _living.Exists(living => living.Id == process);

    public StoreProcess Process(ProcessId process) => _living.Find(living => living.Id == process)!;

    /// <param name="id">The object that is asked for, if it is one.</param>
    public ulong NextRequest(ObjectId id = default)
    {
        _requested.Add(++_lastRequest, id);
        return _lastRequest;
    }

    public ObjectId Requested(ulong request) => _requested[request];

    public void Sealed(ObjectId id) => _known.Add(id);

    /// <summary>Whether this message is the one that is lost.</summary>
    public bool IsLost(Note what)
    {
        if (what.What != _lose) return false;
        _lose = null;
        return true;
    }

    /// <summary>The node's own memory, disk or clock answers after a while.</summary>
    public void Answer(string what, int delay, Action deliver)
    {
        if (IsLost(what)) return;
        Time.After(1 + Random.Next(delay), () =>
        {
            Trace(NodeProcess, what);
            deliver();
        });
    }

    public void Trace(ProcessId process, Note what) => _trace?.Add($"{Time.Now,6} {process}: {what}");

    public void Trace(FormattableString text) => _trace?.Add($"{Time.Now,6} {text}");

    public void Run()
    {
        for (int i = 0; i < Plan.Puts; i++) AtRandom(Put);
        for (int i = 0; i < Plan.Gets; i++) AtRandom(Get);
        for (int i = 0; i < Plan.Kills; i++) AtRandom(Kill);
        AtRandom(Trim);
        AtRandom(Node.Store.KeepOneAhead);
        for (int i = 0; i < 3; i++) AtRandom(() => Node.Store.Reserve(Node.SomeLeft()));
        Drain();
        _auditor.AllServed();
        foreach (var process in _living) process.End();
        Drain();
        _auditor.NothingLeft();
    }

    private void Trim()
    {
        IsTrimming = true;
        Node.Store.Trim();
        IsTrimming = false;
    }

    private void AtRandom(Action action) => Time.At(Random.Next(Plan.Duration), action);

    private void Drain()
    {
        while (Time.TryStep())
        {
            _auditor.EachStep();
            if (Time.Steps > 50_000) throw new SimulationFailure("The store does not come to rest.");
        }
    }

    /// <summary>A task of somebody runs, for the first time or again.</summary>
    private void Put()
    {
        var owner = Random.Next(10) == 0 ? _owners[Random.Next(_owners.Count)] : SomeProcess().Id;
        var id = _known.Count > 0 && Random.Next(8) == 0 ? _known[Random.Next(_known.Count)] : new ObjectId(new TaskId(owner, ++_lastTask), 0);
        SomeProcess().Writer.Put(new SimValue(id, Plan.SomeLength(Random)));
    }

    private void Get()
    {
        if (Random.Next(4) > 0 && Node.Living.Count > 0) SomeProcess().Reader.Get(Node.Living.Keys.ElementAt(Random.Next(Node.Living.Count)));
        else if (_known.Count > 0) SomeProcess().Reader.Get(_known[Random.Next(_known.Count)]);
    }

    private void Kill()
    {
        if (_living.Count == 1) return;
        var process = _living[Random.Next(1, _living.Count)];
        _living.Remove(process);
        Coverage.Add("process killed");
        Trace(process.Id, "dies");
        process.Died();
        Links.Died(process.Id);
    }

    private StoreProcess SomeProcess() => _living[Random.Next(_living.Count)];
}
