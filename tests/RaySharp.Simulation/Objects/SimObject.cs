using RaySharp.Reconstruction;

namespace RaySharp.Simulation.Objects;

/// <summary>A task's result in a store, as the process has it that owns it.</summary>
internal sealed class SimObject(ObjectId id, SimTask task)
{
    public ObjectId Id { get; } = id;

    /// <summary>The one that made it first.</summary>
    public SimTask Task { get; } = task;

    public long Bytes => Task.Plan.Bytes;

    /// <summary>Null until it is made.</summary>
    public LineageTask? Line { get; set; }

    /// <summary>Who refers to it: who submitted its task, tasks that it is given to, runs that need it once more.</summary>
    public int References { get; set; } = 1;

    /// <summary>A value stands for it.</summary>
    public bool HasValue { get; set; }

    /// <summary>Which value; 0: none.</summary>
    public long Number { get; set; }

    /// <summary>The run whose value that is, as it was answered.</summary>
    public (SimTask Task, int Attempt) MadeBy { get; set; }

    /// <summary>It will be made again, and all have been asked whether they have deleted what they were told to.</summary>
    public bool IsExpected { get; set; }

    public bool IsBeingRemade { get; set; }

    /// <summary>Why it cannot be made again.</summary>
    public LineageFailure? Failure { get; set; }

    /// <summary>What is held so that its task can run again.</summary>
    public List<SimObject> Held { get; } = [];

    public override string ToString() => $"{Id} of {Task}";
}
