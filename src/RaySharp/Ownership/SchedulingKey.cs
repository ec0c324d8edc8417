namespace RaySharp.Ownership;

/// <summary>Tasks that can use each other's leases, and the leases they have. Mutable state of the submitter.</summary>
/// <param name="spec">What the shell asks the node for; of no interest to the submitter.</param>
/// <param name="runsAlone">Whether its tasks have a process of their own.</param>
internal sealed class SchedulingKey(object spec, bool runsAlone)
{
    public object Spec { get; } = spec;

    public bool RunsAlone { get; } = runsAlone;

    /// <summary>The same with a process of its own, for a task that was in two crashes. Made on demand.</summary>
    public SchedulingKey? Quarantine { get; set; }

    public TaskDeque Queue { get; } = new();

    public List<Lease> Leases { get; } = [];

    /// <summary>Numbers of the lease requests that are not answered, oldest first.</summary>
    public Queue<ulong> Requests { get; } = new();
}
