using RaySharp.Scheduling;

namespace RaySharp.Autoscaling;

/// <summary>How far a cluster may grow and shrink, and how fast.</summary>
internal sealed record AutoscalerOptions
{
    public required int Least { get; init; }

    public required int Most { get; init; }

    /// <summary>What each node lends.</summary>
    public required ResourceSet Shape { get; init; }

    /// <summary>Nobody knows how much memory a node lends before one has said it: until then <see cref="Shape"/> has more than anybody asks for; then it is the least that any had.</summary>
    public bool LearnsMemory { get; init; }

    /// <summary>Nodes on their way, as a multiple of those there are; <see cref="FewAtOnce"/> may be always.</summary>
    public double UpscalingSpeed { get; init; } = 1;

    public int FewAtOnce { get; init; } = 5;

    /// <summary>How long a node must have been idle to be let go.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long work that some node could run must have waited before another node is asked for. What no node could ever run does not wait.</summary>
    public TimeSpan UpscaleDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often nodes that lend something are asked whether it is used.</summary>
    public TimeSpan AskInterval => IdleTimeout / 4 is var quarter && quarter < TimeSpan.FromSeconds(15) ? quarter : TimeSpan.FromSeconds(15);
}
