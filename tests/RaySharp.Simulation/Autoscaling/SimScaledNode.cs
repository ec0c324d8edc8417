using RaySharp.Scheduling;

namespace RaySharp.Simulation.Autoscaling;

/// <summary>A node: what of it is free, whether owners keep what they do not use, and whether it takes anything.</summary>
internal sealed class SimScaledNode(uint number, ResourceSet total)
{
    public uint Number { get; } = number;

    public ResourceSet Free { get; set; } = total;

    public int Running { get; set; }

    /// <summary>Leases that owners keep without work: they take nothing from what is free, but the node is busy.</summary>
    public bool HasKept { get; set; }

    public bool HoldsObject { get; set; }

    public bool IsDraining { get; set; }

    /// <summary>The head has said to all that nothing is to be sent there.</summary>
    public bool IsHidden { get; set; }

    public bool IsGone { get; set; }

    public bool IsBusy => Running > 0 || HasKept || HoldsObject;
}
