using RaySharp.Ownership;

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

    public bool IsCancelled { get; set; }

    public bool IsEnded { get; set; }
}
