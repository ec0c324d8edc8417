
namespace RaySharp.Tests.ReferenceCounting;

/// <summary>
/// Processes that pass references to each other at random: in arguments, results and values, and drop them at any time. Messages are late and come
/// twice or after their sender's death, processes die. A task may pass its arguments on while it runs, drop them and take them up again, or leave them
/// to what outlives it, as an actor's state does: so chains form, through as many processes as there are.
/// </summary>
/// <remarks>
/// Checked after every step: nothing is freed that somebody holds, and who holds something is covered. When nothing moves any more: all counts are
/// exact. When nobody holds anything: all tables are empty.
/// </remarks>
internal sealed partial class ReferenceSimulation
{
    private const int MostTurns = 1_000_000;
    private readonly Random _random;
    private readonly int _seed;
    private readonly bool _deaths;
    private readonly SimMood _mood;
    private readonly HashSet<SharedId> _hot = [];    // what is passed on most: many holders of few objects find more than few holders of many
    private readonly List<SimProcess> _processes = [];
    private readonly Dictionary<(ProcessId From, ProcessId To, int Lane), SimLink> _links = [];
    private readonly Dictionary<SharedId, SharedId[]> _values = [];
    private readonly Dictionary<SharedId, SharedId[]> _planned = [];
    private readonly Queue<string> _log = [];
    private int _lastObject;
    private int _lastTask;

    /// <param name="seed">What happens.</param>
    /// <param name="isApart">Whether the owners are far apart.</param>
    public ReferenceSimulation(int seed, bool isApart = false)
    {
        _seed = seed;
        _random = new Random(seed);
        _deaths = seed % 2 == 1;
        _mood = new SimMood(_random, isApart);
        int count = _random.Next(isApart ? 4 : 2, 7);
        for (uint i = 1; i <= count; i++) _processes.Add(new SimProcess(this, new ProcessId(i)));
    }

    public HashSet<SharedId> Freed { get; } = [];

    public int FreedByTable { get; private set; }

    private List<SimProcess> Alive => _processes.FindAll(static process => process.IsAlive);

    public void Run(int steps)
    {
        for (int i = 0; i < steps; i++) Step();
        Quiesce();
        CheckLosses();
        CheckCounts();
        foreach (var process in Alive)
        {
            foreach (var id in process.References.ToArray()) Drop(process, id);
        }
        Quiesce();
        foreach (var process in Alive)
        {
            if (process.Holds.Count > 0) throw Failure($"{process.Id} still has holds: the simulation itself is wrong");
            if (!process.Table.IsEmpty) throw Failure($"{process.Id}'s table is not empty although nobody holds anything");
            if (process.Remembered.Count > 0) throw Failure($"{process.Id} never forgot {process.Remembered.First()}");
        }
    }

    public void Send(SimProcess from, ProcessId to, SimMessage message, int lane = 0)
    {
        var receiver = _processes.Find(process => process.Id == to)!;
        if (!receiver.IsAlive) return;
        if (!_links.TryGetValue((from.Id, to, lane), out var link)) _links.Add((from.Id, to, lane), link = new SimLink(from, receiver, _mood.Slowness(_random, isWithFar: IsFar(from) || IsFar(receiver))));
        link.Waiting.AddLast(message);
    }

    private void Step()
    {
        var process = Pick(Alive);
        switch (_mood.Next(_random))
        {
            case SimAction.Deliver: Deliver(); break;
            case SimAction.DeliverAgain: DeliverAgain(); break;
            case SimAction.Make: Make(process); break;
            case SimAction.Drop: if (process.References.Count > 0) Drop(process, Pick(process.References)); break;
            case SimAction.Submit: Submit(process); break;
            case SimAction.Finish: if (process.Running.Count > 0) Finish(process, Pick(process.Running.Values.ToList())); break;
            case SimAction.Read: if (HeldBy(process) is { Count: > 0 } held) Read(process, Pick(held)); break;
            case SimAction.Use: if (process.Running.Count > 0) Use(process, Pick(process.Running.Values.ToList())); break;
            case SimAction.Repeat: Repeat(process); break;
            case SimAction.Kill: if (_deaths && Alive.Count > 1 && _random.Next(10) == 0) Kill(process); break;
        }
        while (process.IsAlive && process.References.Count > _mood.MostReferences) Drop(process, Pick(process.References));
        CheckCovers();
    }

    private void Make(SimProcess process)
    {
        SharedId id = new(process.Id, (ulong)++_lastObject, 0, IsActor: _random.Next(5) == 0);
        process.Unshared.Add(id);
        Keep(process, id);
        _hot.RemoveWhere(Freed.Contains);
        if (_hot.Count < _mood.HotObjects && (_mood.FarOwners == 0 || IsFar(process))) _hot.Add(id);
        if (id.IsActor || _random.Next(2) == 0) return;
        var content = Some(process.References.FindAll(other => other != id));
        Log($"{process.Id} puts {id} with {string.Join(", ", content)}");
        SetValue(process, id, content);
        if (_mood.HandsOver && content.Length > 0 && _hot.Count < 4) _hot.Add(id);     // nested values travel, too
    }

    private void SetValue(SimProcess process, SharedId container, SharedId[] content)
    {
        _values[container] = _planned[container] = content;
        Freed.Remove(container);
        process.Share(content);
        process.Table.Contain(container.Object, content);
    }

    private void Drop(SimProcess process, SharedId id)
    {
        Log($"{process.Id} drops {id}");
        process.References.Remove(id);
        process.Release(id);
    }

    private void Submit(SimProcess process)
    {
        var worker = Pick(Alive);
        if (worker == process) return;
        SharedId result = new(process.Id, (ulong)++_lastObject, 0, IsActor: false);
        process.Unshared.Add(result);
        Keep(process, result);
        Push(process, worker, ++_lastTask, result, Some(HeldBy(process).FindAll(id => id != result)), isRetry: false);
        HandOver(process);
    }

    private void HandOver(SimProcess process)
    {
        if (!_mood.HandsOver) return;
        foreach (var id in process.References.FindAll(id => _hot.Contains(id) && _random.Next(_mood.FarOwners > 1 ? 8 : 2) != 0)) Drop(process, id);
    }

    private void Push(SimProcess process, SimProcess worker, int number, SharedId result, SharedId[] references, bool isRetry)
    {
        process.Share(references);
        if (!isRetry) foreach (var id in references) process.TryHold(id);
        ulong bag = references.Length == 0 ? 0 : process.Table.OpenBag(worker.Id, references);
        process.Submitted[number] = new SimTask(number, process, worker, result, references, bag);
        Log($"{process.Id} pushes task {number} to {worker.Id}, bag {bag}: {string.Join(", ", references)}");
        Send(process, worker.Id, new SimMessage.Push(number, result, bag, references), lane: _random.Next(1, 3));
    }

    private void Finish(SimProcess worker, SimTask task)
    {
        worker.Running.Remove(task.Number);
        SharedId[] result = Some([.. worker.References.Concat(task.Held).Where(id => !Reaches(id, task.Result))]);
        _planned[task.Result] = result;
        foreach (var id in task.Held)
        {
            if (_mood.KeepsArguments(_random)) Keep(worker, id);
        }
        ulong bag = 0;
        if (result.Length > 0)
        {
            worker.Share(result);
            bag = worker.Table.OpenBag(task.Submitter.Id, result);
        }
        foreach (var id in task.Held) worker.Release(id);
        bool settled = task.Bag != 0 && worker.SettleBag(task.Submitter.Id, task.Bag);
        if (_random.Next(4) == 0 && worker.SettleBag(task.Submitter.Id, task.Bag)) throw Failure($"{worker.Id} settled bag {task.Bag} twice");
        Log($"{worker.Id} ends task {task.Number}, bag {bag}: {string.Join(", ", result)}{(settled ? ", settles" : "")}");
        Send(worker, task.Submitter.Id, new SimMessage.Reply(task.Number, bag, result, settled ? task.Bag : 0));
        HandOver(worker);
    }

    /// <summary>A task that runs drops an argument, or takes one up again.</summary>
    private void Use(SimProcess worker, SimTask task)
    {
        if (task.References.Length == 0) return;
        var id = Pick(task.References);
        bool isHeld = task.Held.Remove(id);
        Log($"{worker.Id}, task {task.Number}: {(isHeld ? "drops" : "takes up")} {id}");
        if (isHeld)
        {
            worker.Release(id);
            return;
        }
        if (worker.TryHold(id)) task.Held.Add(id);
    }

    /// <summary>What must not count again: a value made again, the end of a value that others know of, a hold that is gone.</summary>
    private void Repeat(SimProcess process)
    {
        var own = _values.Keys.Where(id => id.Owner == process.Id && !Freed.Contains(id) && process.Table.Contains(id)).ToList();
        if (own.Count > 0)
        {
            var container = Pick(own);
            process.Table.ContainerGone(container.Object);
            bool isKnownHereOnly = process.Table.CountOf(container) == process.Holds.GetValueOrDefault(container);     // nobody has read the first value
            if (isKnownHereOnly) SetValue(process, container, Some(process.References.FindAll(id => !Reaches(id, container))));
        }
        var sheltered = process.Running.Values.SelectMany(static task => task.References).Where(id => !IsHeld(process, id)).ToList();
        if (sheltered.Count > 0) process.Table.ReleaseHold(Pick(sheltered));
    }

    private void Read(SimProcess process, SharedId container)
    {
        if (!_values.TryGetValue(container, out var content) || Freed.Contains(container) || !_processes.Find(p => p.Id == container.Owner)!.IsAlive) return;
        Log($"{process.Id} reads {container}: {string.Join(", ", content)}");
        foreach (var id in content)
        {
            if (process.Id != container.Owner) AddSource(process, id, (container.Owner, id), (process.Id, container));
            Keep(process, id);
        }
        process.Table.FoundInside(container.Object, content);
        foreach (var id in content)
        {
            if (_random.Next(4) == 0 && process.References.Contains(id)) Drop(process, id);
        }
        if (_random.Next(_mood.HandsOver ? 2 : 4) == 0 && process.References.Contains(container)) Drop(process, container);
    }

    private void Keep(SimProcess process, SharedId id)
    {
        if (process.TryHold(id)) process.References.Add(id);
    }

    // Counting cannot free a cycle, and values cannot make one unless a task finds its own result; so no task here does.
    private bool Reaches(SharedId from, SharedId to) => from == to || (_planned.TryGetValue(from, out var content) && content.Any(id => Reaches(id, to)));

    private static List<SharedId> HeldBy(SimProcess process) => [.. process.References, .. process.Running.Values.SelectMany(static task => task.Held)];

    private bool IsFar(SimProcess process) => _processes.IndexOf(process) < Math.Max(1, _mood.FarOwners);

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private SharedId[] Some(IReadOnlyList<SharedId> ids)
    {
        if (_mood.HotObjects > 0 && _random.Next(8) > 0) ids = [.. ids.Where(_hot.Contains)];
        if (ids.Count == 0) return [];
        var some = Enumerable.Range(0, _random.Next(4)).Select(_ => Pick(ids));
        return _random.Next(8) == 0 ? [.. some] : [.. some.Distinct()];      // a value may hold the same reference twice
    }

    private void Log(string line)
    {
        _log.Enqueue(line);
        if (_log.Count > 4000) _log.Dequeue();
    }

    public InvalidOperationException Failure(string what) => new(
        $"Seed {_seed}: {what}. Replay it with new ReferenceSimulation({_seed}, isApart: {(_mood.FarOwners > 1 ? "true" : "false")}).Run(steps). The last steps:{Environment.NewLine}"
        + string.Join(Environment.NewLine, _log.Concat(Alive.SelectMany(static process => process.Table.Describe().Select(line => $"table of {process.Id}: {line}")))));
}
