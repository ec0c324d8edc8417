using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>An actor that owners may make and call.</summary>
internal sealed class ActorPlan
{
    public required int Index { get; init; }

    public required LeaseSpec Need { get; init; }

    public required int MaxRestarts { get; init; }

    public required int MaxTaskRetries { get; init; }

    public bool IsNamed { get; init; }

    public bool IsDetached { get; init; }

    public bool CreationFails { get; init; }
}
