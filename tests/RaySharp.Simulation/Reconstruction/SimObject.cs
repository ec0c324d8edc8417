using RaySharp.Reconstruction;

namespace RaySharp.Simulation.Reconstruction;

/// <summary>An object as its owner's process has it.</summary>
internal sealed class SimObject(ObjectId id, SimTaskLine? maker)
{
    public ObjectId Id { get; } = id;

    /// <summary>Null: it was put.</summary>
    public SimTaskLine? Maker { get; } = maker;

    /// <summary>The nodes that have it.</summary>
    public SortedSet<int> Copies { get; } = [];

    /// <summary>A value stands for it in its owner's process.</summary>
    public bool HasValue { get; set; }

    /// <summary>Which value: news of an earlier one are stale.</summary>
    public int Number { get; set; }

    /// <summary>The user has a reference.</summary>
    public bool IsReferenced { get; set; }

    /// <summary>Runs that need it.</summary>
    public int Holds { get; set; }

    public bool IsBeingRemade { get; set; }

    public LineageFailure? Failure { get; set; }

    /// <summary>Who goes on when it can be read, or cannot be for good.</summary>
    public List<Action> Readers { get; } = [];

    public override string ToString() => $"object {Id.Task.Number}.{Id.Index}";
}

/// <summary>A task as the simulation knows it.</summary>
internal sealed class SimTaskLine(ulong number, int maxRetries)
{
    public ulong Number { get; } = number;

    public int MaxRetries { get; } = maxRetries;

    public List<SimObject> Arguments { get; } = [];

    public List<SimObject> Outputs { get; } = [];

    /// <summary>Null until it has run for the first time.</summary>
    public LineageTask? Line { get; set; }

    /// <summary>Runs that were charged.</summary>
    public int Repeats { get; set; }

    public int RetriesLeft { get; set; } = maxRetries;

    public bool IsRunning { get; set; }

    public bool IsDropped { get; set; }

    public int RunsOn { get; set; }

    /// <summary>Ends that belong to a run on a node that was lost are stale.</summary>
    public int Run { get; set; }

    public List<SimObject> Held { get; } = [];

    public override string ToString() => $"task {Number}";
}
