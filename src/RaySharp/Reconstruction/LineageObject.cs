namespace RaySharp.Reconstruction;

/// <summary>An object whose task is known.</summary>
internal sealed class LineageObject(ObjectId id, LineageTask task)
{
    private readonly List<(LineageTask Task, int Plan)> _waiting = [];

    public ObjectId Id { get; } = id;

    /// <summary>Null: dropped.</summary>
    public LineageTask? Task { get; set; } = task;

    /// <summary>Somebody refers to its value: it is there, or being made again.</summary>
    public bool IsReferenced { get; set; } = true;

    /// <summary>Tasks that are kept and had it as an argument.</summary>
    public int Users { get; set; }

    public bool IsBeingRemade { get; set; }

    /// <summary>Why it cannot be made again, for good.</summary>
    public LineageFailure? Failure { get; set; }

    /// <summary>Whether somebody will read what its task makes when it has run again.</summary>
    public bool IsWanted => IsBeingRemade && (IsReferenced || _waiting.Exists(static waiting => waiting.Task.Plan == waiting.Plan && waiting.Task.State == LineageState.Waiting));

    /// <summary>That task runs when this object is there.</summary>
    public void AddWaiting(LineageTask waiting) => _waiting.Add((waiting, waiting.Plan));

    /// <summary>The tasks that wait for it, and do so no more.</summary>
    public LineageTask[] TakeWaiting()
    {
        LineageTask[] waiting = [.. _waiting.Where(static waiting => waiting.Task.Plan == waiting.Plan && waiting.Task.State == LineageState.Waiting).Select(static waiting => waiting.Task)];
        _waiting.Clear();
        return waiting;
    }
}
