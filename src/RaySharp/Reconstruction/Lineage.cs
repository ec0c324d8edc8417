namespace RaySharp.Reconstruction;

/// <summary>
/// Knows which task made which stored object of this process, and decides which tasks run again when objects are lost. Pure: events in, calls on
/// <see cref="ILineageEffects"/> out. Not thread-safe.
/// </summary>
/// <remarks>
/// (1) A task that made stored objects is kept as long as somebody refers to one of them, or a kept task had one as an argument. (2) Above the byte budget the
/// oldest goes. (3) An object is lost: its task runs again, once for all of its objects. (4) Before it those that make the arguments that are gone, and so on.
/// (5) Each run is charged. (6) Where one fails, what was to be made of it fails, and names it.
/// </remarks>
/// <param name="effects">Does what is decided.</param>
/// <param name="budget">So many bytes of lineage are kept.</param>
internal sealed partial class Lineage(ILineageEffects effects, long budget)
{
    private readonly Dictionary<ObjectId, LineageObject> _objects = [];
    private LineageTask? _oldest, _youngest;

    public long Bytes { get; private set; }

    public int TaskCount { get; private set; }

    public int ObjectCount => _objects.Count;

    /// <summary>(1) A task has made objects for the first time. Before anybody can find them lost, and while its arguments are still referred to.</summary>
    public void Made(LineageTask task)
    {
        foreach (var id in task.Outputs) _objects[id] = new LineageObject(id, task);
        foreach (var id in task.Arguments)
        {
            if (_objects.TryGetValue(id, out var argument)) argument.Users++;
        }
        Append(task);
        KeepWithinBudget();
    }

    /// <summary>(1) Nobody refers to the object's value any more: it is gone. What made it stays as long as others were made of it.</summary>
    public void Unreferenced(ObjectId id)
    {
        if (!_objects.TryGetValue(id, out var known)) return;
        known.IsReferenced = false;
        Review(known);
    }

    /// <summary>(3) The last copy of an object is gone. Null: it is being made again; else why it cannot be.</summary>
    public LineageFailure? Lost(ObjectId id)
    {
        if (!_objects.TryGetValue(id, out var lost)) return new LineageFailure(LineageFault.NoTask, id);
        if (lost.IsBeingRemade) return null;
        return lost.Failure ??= Remake(lost);
    }

    /// <summary>The objects of a task that runs again of which somebody will read what it makes; the others are there, or nobody needs them.</summary>
    public IReadOnlyList<ObjectId> WantedOf(LineageTask task) => [.. task.Outputs.Where(id => _objects.TryGetValue(id, out var made) && made.IsWanted)];

    /// <summary>(4) A task has run again, and the objects that were wanted of it are there.</summary>
    /// <param name="task">Which.</param>
    /// <param name="retriesLeft">How often it may run from now on.</param>
    public void Remade(LineageTask task, int retriesLeft)
    {
        if (task.State != LineageState.Running) return;
        task.Ran(retriesLeft);
        List<LineageTask> ready = [];
        foreach (var made in OutputsOf(task))
        {
            bool isWanted = made.IsWanted;
            made.IsBeingRemade = false;
            if (!isWanted) continue;
            made.IsReferenced = true;
            foreach (var waiting in made.TakeWaiting())
            {
                if (!effects.TryHold(waiting, made.Id)) throw new InvalidOperationException($"{made.Id} was made again for a task that waits for it, and is not there.");
                if (--waiting.Missing == 0) ready.Add(waiting);
            }
        }
        foreach (var waiting in ready) Run(waiting);
        Settle(task);
    }

    /// <summary>(6) A task that was to run again failed.</summary>
    /// <param name="task">Which.</param>
    /// <param name="retriesLeft">How often it may run from now on.</param>
    /// <param name="cause">How; null if it did not make what it had made before.</param>
    public void Failed(LineageTask task, int retriesLeft, object cause)
    {
        if (task.State != LineageState.Running) return;
        task.Ran(retriesLeft);
        var first = OutputsOf(task).First(static made => made.IsBeingRemade).Id;
        var failure = new LineageFailure(LineageFault.TaskFailed, first, task, cause);
        Queue<LineageTask> failed = new([task]);
        List<LineageTask> all = [];
        while (failed.TryDequeue(out var next))
        {
            all.Add(next);
            foreach (var made in OutputsOf(next))
            {
                if (!made.IsBeingRemade) continue;
                made.IsBeingRemade = false;
                if (made.IsReferenced)
                {
                    made.Failure = failure;      // for good: who reads it must hear the same each time
                    effects.Fail(made.Id, failure);
                }
                foreach (var waiting in made.TakeWaiting())
                {
                    waiting.State = LineageState.Kept;
                    effects.LetGo(waiting);
                    failed.Enqueue(waiting);
                }
            }
        }
        foreach (var ended in all) Settle(ended);
    }

    private IEnumerable<LineageObject> OutputsOf(LineageTask task)
    {
        foreach (var id in task.Outputs)
        {
            if (_objects.TryGetValue(id, out var made)) yield return made;
        }
    }

    /// <summary>(4) Finds all tasks that must run for an object, without recursion: chains may be long. Nothing has happened where one of them may not.</summary>
    private LineageFailure? Remake(LineageObject lost)
    {
        Queue<LineageObject> toMake = new([lost]);
        HashSet<LineageTask> planned = [];
        List<(LineageTask Task, LineageObject Argument)> missing = [];
        LineageFailure? failure = null;
        while (failure is null && toMake.TryDequeue(out var next))
        {
            failure = WhyNot(next);
            if (failure is null && next.Task is { State: LineageState.Kept } task && planned.Add(task)) failure = Examine(task, toMake, missing);
        }
        if (failure is not null)
        {
            foreach (var task in planned) effects.LetGo(task);
            return failure;
        }
        lost.IsBeingRemade = true;
        foreach (var task in planned)
        {
            task.State = LineageState.Waiting;
            task.Plan++;
            task.Missing = 0;
        }
        foreach (var (task, argument) in missing)
        {
            argument.IsBeingRemade = true;
            argument.AddWaiting(task);
            task.Missing++;
        }
        foreach (var task in planned)
        {
            if (task.Missing == 0) Run(task);
        }
        return null;
    }

    private static LineageFailure? WhyNot(LineageObject wanted)
    {
        if (wanted.Failure is { } failure) return failure;
        if (wanted.Task is not { } task) return new LineageFailure(LineageFault.Dropped, wanted.Id);
        return task is { State: LineageState.Kept, RetriesLeft: 0 } ? new LineageFailure(LineageFault.NoRetries, wanted.Id, task) : null;
    }

    private LineageFailure? Examine(LineageTask task, Queue<LineageObject> toMake, List<(LineageTask Task, LineageObject Argument)> missing)
    {
        foreach (var id in task.Arguments)
        {
            var argument = _objects.GetValueOrDefault(id);
            if (argument is not { IsBeingRemade: true })
            {
                if (argument?.Failure is { } failure) return failure;
                if (argument is not { IsReferenced: false } && effects.TryHold(task, id)) continue;
                if (argument is null) return new LineageFailure(LineageFault.NoTask, id);
                argument.IsReferenced = false;
                toMake.Enqueue(argument);
            }
            missing.Add((task, argument));
        }
        return null;
    }

    /// <summary>(5)</summary>
    private void Run(LineageTask task)
    {
        task.State = LineageState.Running;
        task.Charge();
        effects.Run(task);
    }
}
