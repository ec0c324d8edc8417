namespace RaySharp.Membership;

/// <summary>What the membership has done for it. None of these may call back into it.</summary>
internal interface IMembershipEffects
{
    /// <summary>The node is one of the cluster: tell all others where it is.</summary>
    void Joined(uint node);

    /// <summary>The node is lost or has left: nothing that still comes from it counts, and its processes are gone. Tell all others.</summary>
    void Gone(uint node, string reason);

    /// <summary>Ask the node whether it is there.</summary>
    void Ping(uint node);
}
