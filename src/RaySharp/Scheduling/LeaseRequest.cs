namespace RaySharp.Scheduling;

/// <summary>A lease that an owner asked for and has not got.</summary>
internal sealed class LeaseRequest(ProcessId owner, ulong number, LeaseSpec spec, ulong arrival, int hops)
{
    public ProcessId Owner { get; } = owner;

    public ulong Number { get; } = number;

    public LeaseSpec Spec { get; } = spec;

    /// <summary>Counts all requests of the node.</summary>
    public ulong Arrival { get; } = arrival;

    /// <summary>How many nodes sent it on before it came here.</summary>
    public int Hops { get; } = hops;

    /// <summary>Requests that came later, or are less urgent, and took what this one lacks.</summary>
    public int Bypassed { get; set; }

    /// <summary>The deepest first, because others wait for them; within a depth in the order they came.</summary>
    public bool IsBefore(LeaseRequest other) => Spec.Depth != other.Spec.Depth ? Spec.Depth > other.Spec.Depth : Arrival < other.Arrival;
}
