using RaySharp.Scheduling;

namespace RaySharp.Placement;

/// <summary>What a node has done for it, in a cluster of several.</summary>
internal interface IPlacementEffects : INodeEffects
{
    /// <summary>The owner is to ask that node instead.</summary>
    void SpillLease(ProcessId owner, ulong request, uint node);
}
