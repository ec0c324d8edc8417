using RaySharp.Reconstruction;

namespace RaySharp.Simulation.Reconstruction;

/// <summary>An owner with tasks that make objects of objects, on nodes that are lost. The lineage is real.</summary>
internal sealed partial class SimulatedLineage
{
    private readonly Random _random;
    private readonly bool _traced;
    private readonly string? _break;
    private readonly VirtualTime _time = new();
    private readonly LineagePlan _plan;
    private readonly Lineage _lineage;
    private readonly List<SimTaskLine> _tasks = [];
    private readonly List<SimObject> _objects = [];
    private readonly Dictionary<ObjectId, SimObject> _byId = [];
    private int _openReads;

    public SimulatedLineage(int seed, bool traced = false, string? breaks = null)
    {
        _random = new Random(seed);
        _traced = traced;
        _break = breaks;
        _plan = new LineagePlan(_random);
        _lineage = new Lineage(this, _plan.Budget);
    }

    public Coverage Coverage { get; } = new();

    public List<string> TraceLines { get; } = [];

    public void Run()
    {
        for (int i = 0; i < _plan.Tasks; i++) _time.At(_random.Next(_plan.Length), Submit);
        for (int i = 0; i < _plan.NodeLosses; i++) _time.At(_random.Next(_plan.Length), LoseNode);
        for (int i = 0; i < _plan.ObjectLosses; i++) _time.At(_random.Next(_plan.Length), LoseObject);
        for (int i = 0; i < _plan.Reads; i++) _time.At(_random.Next(_plan.Length), ReadAny);
        Settle();
        ReadAll();
        Settle();
        foreach (var known in _objects.ToArray()) Drop(known);
        Settle();
        CheckEmpty();
    }

    private void Settle()
    {
        while (_time.TryStep())
        {
            CheckAlways();
            if (_time.Steps > 1_000_000) throw new SimulationFailure("It does not end.");
        }
        if (_openReads > 0) throw new SimulationFailure($"{_openReads} reads wait for ever.");
    }

    private void Submit()
    {
        ulong number = (ulong)_tasks.Count + 1;
        if (_random.Next(8) == 0)
        {
            SimObject put = new(new ObjectId(new TaskId(new ProcessId(1), number + 1_000_000), 0), null) { HasValue = true, IsReferenced = true };
            put.Copies.Add(Node());
            Add(put);
        }
        SimTaskLine task = new(number, _random.Next(6) switch { 0 => 0, 1 => 1, 2 => -1, _ => 3 });
        _tasks.Add(task);
        SimObject[] known = [.. _objects.Where(static known => known.IsReferenced && known.HasValue && known.Failure is null).TakeLast(_plan.Depth)];
        int count = known.Length == 0 ? 0 : _random.Next(4);
        for (int i = 0; i < count; i++)
        {
            var argument = known[_random.Next(known.Length)];
            if (task.Arguments.Contains(argument)) continue;
            task.Arguments.Add(argument);
            Hold(task, argument);
        }
        Trace($"{task} is submitted with {string.Join(", ", task.Arguments)}");
        ReadArguments(task, 0, task.Run, RunFirst, () => EndFirst(task));
    }

    private void RunFirst(SimTaskLine task) => _time.After(_random.Next(1, 50), () =>
    {
        int outputs = _random.Next(1, 4);
        for (uint i = 0; i < outputs; i++)
        {
            SimObject made = new(new ObjectId(new TaskId(new ProcessId(1), task.Number), i), task) { HasValue = true, IsReferenced = true };
            made.Copies.Add(Node());
            if (_random.Next(4) == 0) made.Copies.Add(Node());
            task.Outputs.Add(made);
            Add(made);
            if (_random.NextDouble() < _plan.DropChance) _time.After(_random.Next(1, _plan.Length), () => Drop(made));
        }
        task.Line = new LineageTask(task, [.. task.Outputs.Select(static made => made.Id)], task.Arguments.Select(static argument => argument.Id), 100, task.RetriesLeft);
        Trace($"{task} has made {outputs} objects");
        _lineage.Made(task.Line);
        EndFirst(task);
    });

    private void EndFirst(SimTaskLine task) => LetGo(task);

    /// <summary>One argument after the other, as a worker that finds one missing asks for it and waits.</summary>
    private void ReadArguments(SimTaskLine task, int index, int run, Action<SimTaskLine> then, Action failed)
    {
        if (task.Run != run) return;
        if (index == task.Arguments.Count)
        {
            then(task);
            return;
        }
        var argument = task.Arguments[index];
        Read(argument, isThere =>
        {
            if (task.Run != run) return;
            if (isThere) ReadArguments(task, index + 1, run, then, failed);
            else failed();
        });
    }

    /// <summary>Reads where the owner would: it waits for what is being made again, and reports what is lost.</summary>
    private void Read(SimObject known, Action<bool> then)
    {
        if (known.Failure is null && !known.IsBeingRemade && known.Copies.Count == 0) Report(known);
        if (known.IsBeingRemade)
        {
            _openReads++;
            known.Holds++;
            known.Readers.Add(() =>
            {
                _openReads--;
                known.Holds--;
                Read(known, then);
                Review(known);
            });
            return;
        }
        then(known.Failure is null);
    }

    private void Report(SimObject lost)
    {
        bool isMakable = IsMakable(lost);
        var failure = _lineage.Lost(lost.Id);
        Trace($"{lost} is lost: {failure?.Fault.ToString() ?? "made again"}");
        if (isMakable != failure is null) throw new SimulationFailure($"{lost} {(isMakable ? "could" : "could not")} be made again, and the lineage says {failure}.");
        Coverage.Add(failure is null ? "lost and made again" : $"lost: {failure.Fault}{(failure.Object == lost.Id ? "" : " of an argument")}");
        if (failure is null) lost.IsBeingRemade = true;
        else lost.Failure = failure;
    }

    private void LoseNode()
    {
        int node = Node();
        Coverage.Add("node lost");
        Trace($"node {node} is lost");
        foreach (var known in _objects) known.Copies.Remove(node);
        foreach (var task in _tasks.Where(task => task.IsRunning && task.RunsOn == node)) Crash(task);
    }

    private void LoseObject()
    {
        if (_objects.Count == 0) return;
        _objects[_random.Next(_objects.Count)].Copies.Clear();
    }

    private void ReadAny()
    {
        if (_objects.Count == 0) return;
        var known = _objects[_random.Next(_objects.Count)];
        if (known is { IsReferenced: true, HasValue: true }) Read(known, static _ => { });
    }

    private void ReadAll()
    {
        int open = 0;
        foreach (var known in _objects.Where(static known => known is { IsReferenced: true, HasValue: true }).ToArray())
        {
            bool mayFail = _plan.FailureChance > 0 || _plan.NodeLosses > 0;
            bool wasMakable = known.Failure is null && (known.IsBeingRemade || known.Copies.Count > 0 || IsMakable(known));
            open++;
            Read(known, isThere =>
            {
                open--;
                if (isThere && known.Copies.Count == 0) throw new SimulationFailure($"{known} was read, and is nowhere.");
                if (wasMakable && !isThere && !mayFail) throw new SimulationFailure($"{known} could be made again, and was not: {known.Failure}.");
            });
        }
        Settle();
        if (open > 0) throw new SimulationFailure($"{open} objects cannot be read, nor are they lost.");
    }

    /// <summary>The user lets a reference go; the collector finds out later.</summary>
    private void Drop(SimObject known)
    {
        if (!known.IsReferenced) return;
        known.IsReferenced = false;
        Review(known);
    }

    private void Review(SimObject known)
    {
        if (known.IsReferenced || known.Holds > 0 || !known.HasValue) return;
        known.HasValue = false;
        known.Copies.Clear();
        known.IsBeingRemade = false;
        int number = known.Number;
        _time.After(_random.Next(1, _plan.CollectorDelay + 1), () =>
        {
            if (known.Number != number) Coverage.Add("collected late");
            else if (_break != "unreferenced") _lineage.Unreferenced(known.Id);
        });
    }

    private void Hold(SimTaskLine task, SimObject argument)
    {
        argument.Holds++;
        task.Held.Add(argument);
    }

    private void LetGo(SimTaskLine task)
    {
        var held = task.Held.ToArray();
        task.Held.Clear();
        LetGo(held);
    }

    private void LetGo(SimObject[] held)
    {
        foreach (var argument in held)
        {
            argument.Holds--;
            Review(argument);
        }
    }

    private void Add(SimObject made)
    {
        _objects.Add(made);
        _byId.Add(made.Id, made);
    }

    private int Node() => _random.Next(_plan.Nodes);

    private void Trace(string line)
    {
        if (_traced) TraceLines.Add($"{_time.Now,6} {line}");
    }
}
