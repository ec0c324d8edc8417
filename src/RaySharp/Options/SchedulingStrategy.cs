namespace RaySharp;

/// <summary>Which node of the cluster runs a task or an actor, of those that have the resources it asks for.</summary>
public sealed record SchedulingStrategy
{
    private SchedulingStrategy() { }

    /// <summary>Ray's hybrid policy: close by while nodes are less than half used, then where most is free; what needs no GPU stays off nodes with GPUs while others have room.</summary>
    public static SchedulingStrategy Default { get; } = new();

    /// <summary>Each to the next node that has room, in turn.</summary>
    public static SchedulingStrategy Spread { get; } = new() { IsSpread = true };

    /// <summary>Neither spread nor bound to a node.</summary>
    internal bool IsDefault => !IsSpread && Node is null;

    internal bool IsSpread { get; private init; }

    /// <summary>The node that it is to run on.</summary>
    internal NodeId? Node { get; private init; }

    /// <summary>Whether another will do where <see cref="Node"/> cannot run it.</summary>
    internal bool IsSoft { get; private init; }

    /// <summary>On that node.</summary>
    /// <param name="node">Which; a task knows its own by <see cref="RayContext.NodeId"/>.</param>
    /// <param name="soft">Whether it runs elsewhere when that node is gone or does not have the resources; otherwise it fails then with <see cref="TaskUnschedulableException"/>.</param>
    public static SchedulingStrategy NodeAffinity(NodeId node, bool soft) => new() { Node = node, IsSoft = soft };

    /// <inheritdoc/>
    public override string ToString() => IsSpread ? "Spread" : Node is { } node ? $"NodeAffinity({node}, soft: {IsSoft})" : "Default";
}
