using RaySharp.Ownership;
using RaySharp.Simulation.Objects;

namespace RaySharp.Simulation;

/// <summary>One attempt at a task, at its worker.</summary>
internal sealed class TaskRun(Lease lease, OwnerShell owner, SimTask task, int attempt)
{
    public Lease Lease { get; } = lease;

    public OwnerShell Owner { get; } = owner;

    public SimTask Task { get; } = task;

    public int Attempt { get; } = attempt;

    public long StartedAt { get; set; }

    public int NextGroup { get; set; }

    public bool HasWaitedForOther { get; set; }

    public bool HasCalled { get; set; }

    public List<SimResult> Results { get; } = [];

    /// <summary>Its arguments, once it has begun to open them.</summary>
    public ReaderShell.Look[]? Opened { get; set; }

    /// <summary>One of them is lost.</summary>
    public bool LacksArgument { get; set; }

    /// <summary>Whether its owner waits for it.</summary>
    public bool IsWanted() => !IsEnded && !IsCancelled && Task.State == TaskState.Pushed && Task.Attempt == Attempt;

    /// <summary>It has ended, and its result is being stored.</summary>
    public bool IsStoring { get; set; }

    public bool IsCancelled { get; set; }

    public bool IsEnded { get; set; }
}
