using RaySharp.Texts;

namespace RaySharp.Reconstruction;

/// <summary>(1), (2): what is kept, and when it goes.</summary>
internal sealed partial class Lineage
{
    private readonly Queue<LineageObject> _unsure = [];    // that may be needed no more; a queue, so that long chains need no deep stack

    /// <summary>One line for each object of which something is kept: for people who ask why.</summary>
    public IEnumerable<string> Describe() => _objects.Values.Select(static known =>
        $"{known.Id}: {(known.IsReferenced ? "referenced" : "not referenced")}, argument of {CountText.Of(known.Users, "task")}, its task {known.Task?.State.ToString() ?? "dropped"}{(known.IsBeingRemade ? ", being made again" : "")}");

    /// <summary>A run is over: what was only needed for it may go.</summary>
    private void Settle(LineageTask task)
    {
        foreach (var made in OutputsOf(task)) _unsure.Enqueue(made);
        ReviewAll();
        KeepWithinBudget();
    }

    private void Review(LineageObject unsure)
    {
        _unsure.Enqueue(unsure);
        ReviewAll();
    }

    private void ReviewAll()
    {
        while (_unsure.TryDequeue(out var known))
        {
            if (known.IsReferenced || known.Users > 0 || known.IsBeingRemade || _objects.GetValueOrDefault(known.Id) != known) continue;
            _objects.Remove(known.Id);
            effects.Forget(known.Id);
            if (known.Task is { State: LineageState.Kept } task && !OutputsOf(task).Any()) Drop(task);
        }
    }

    /// <summary>(2) The oldest first: what was made of it is the likeliest to have been used up.</summary>
    private void KeepWithinBudget()
    {
        var next = _oldest;
        while (Bytes > budget && next is not null)
        {
            var task = next;
            next = task.Younger;
            if (task.State != LineageState.Kept) continue;
            foreach (var made in OutputsOf(task))
            {
                made.Task = null;
                _unsure.Enqueue(made);
            }
            Drop(task);
            ReviewAll();
            next = next is { State: LineageState.Dropped } ? _oldest : next;
        }
    }

    private void Drop(LineageTask task)
    {
        task.State = LineageState.Dropped;
        Remove(task);
        foreach (var id in task.Arguments)
        {
            if (!_objects.TryGetValue(id, out var argument)) continue;
            argument.Users--;
            _unsure.Enqueue(argument);
        }
        effects.Dropped(task);
    }

    private void Append(LineageTask task)
    {
        task.Older = _youngest;
        if (_youngest is null) _oldest = task;
        else _youngest.Younger = task;
        _youngest = task;
        Bytes += task.Bytes;
        TaskCount++;
    }

    private void Remove(LineageTask task)
    {
        if (task.Older is null) _oldest = task.Younger;
        else task.Older.Younger = task.Younger;
        if (task.Younger is null) _youngest = task.Older;
        else task.Younger.Older = task.Older;
        task.Older = task.Younger = null;
        Bytes -= task.Bytes;
        TaskCount--;
    }
}
