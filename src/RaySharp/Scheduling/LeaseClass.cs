namespace RaySharp.Scheduling;

/// <summary>Requests for the same thing: where the first cannot be granted, none can.</summary>
internal sealed class LeaseClass(LeaseSpec spec)
{
    public LeaseSpec Spec { get; } = spec;

    public LinkedList<LeaseRequest> Requests { get; } = new();

    /// <summary>All kinds that a request takes.</summary>
    public ResourceKinds Needs { get; } = spec.Resources.Kinds
        | (spec.IsActor ? 0 : ResourceKinds.Waiting | (spec.RunsAlone ? ResourceKinds.ExclusiveSlot : ResourceKinds.SharedSlot));

    /// <summary>What the first request lacked in this pass; None: not looked at.</summary>
    public ResourceKinds Lacks { get; set; }

    public LeaseRequest First => Requests.First!.Value;
}
