using RaySharp.Placement;

namespace RaySharp.Autoscaling;

/// <summary>A node that may be let go.</summary>
internal sealed class ScaledNode(uint number)
{
    public uint Number { get; } = number;

    /// <summary>What it said last; null: it is joining.</summary>
    public NodeReport? Report { get; set; }

    /// <summary>Null: it is not idle.</summary>
    public TimeSpan? IdleSince { get; set; }

    /// <summary>When its owners were asked last for what they only keep.</summary>
    public TimeSpan AskedAt { get; set; }

    /// <summary>It was asked whether it may go, or ends.</summary>
    public bool IsLeaving { get; set; }

    public bool IsReady => Report is not null && !IsLeaving;
}
