namespace RaySharp.Reconstruction;

/// <summary>A task that has run and could run again: what the lineage must know of it.</summary>
/// <param name="recipe">What the shell runs it by; of no interest to the lineage.</param>
/// <param name="outputs">The objects it made that can be lost.</param>
/// <param name="arguments">The objects it needs whose values are not kept for it.</param>
/// <param name="bytes">What it takes to keep this.</param>
/// <param name="retriesLeft">How often it may run again; negative: for ever.</param>
internal sealed class LineageTask(object recipe, ObjectId[] outputs, IEnumerable<ObjectId> arguments, long bytes, int retriesLeft)
{
    public object Recipe { get; } = recipe;

    public IReadOnlyList<ObjectId> Outputs { get; } = outputs;

    public IReadOnlyList<ObjectId> Arguments { get; private set; } = [.. arguments.Distinct()];

    public long Bytes { get; } = bytes;

    public int RetriesLeft { get; private set; } = retriesLeft;

    public LineageState State { get; set; }

    /// <summary>Arguments that are being made again before it runs.</summary>
    public int Missing { get; set; }

    /// <summary>Which of its repetitions this is: what waited for an earlier one, which came to nothing, is stale.</summary>
    public int Plan { get; set; }

    // Links of the list of all kept tasks, oldest first.
    public LineageTask? Older { get; set; }

    public LineageTask? Younger { get; set; }

    /// <summary>It runs again.</summary>
    public void Charge()
    {
        if (RetriesLeft > 0) RetriesLeft--;
    }

    /// <summary>The run is over; it may have been charged for crashes meanwhile.</summary>
    public void Ran(int retriesLeft)
    {
        RetriesLeft = retriesLeft;
        State = LineageState.Kept;
    }
}

/// <summary>Where a task stands that could run again.</summary>
internal enum LineageState
{
    /// <summary>Nothing is wanted of it.</summary>
    Kept,

    /// <summary>Its arguments are being made again.</summary>
    Waiting,

    /// <summary>It runs again.</summary>
    Running,

    /// <summary>It was dropped.</summary>
    Dropped,
}
