using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>What a node of a simulated cluster has.</summary>
/// <param name="Resources">All but GPUs.</param>
/// <param name="Gpus">How many.</param>
internal sealed record NodePlan(ResourceSet Resources, int Gpus)
{
    /// <summary>A resource that few nodes have, none of them for ever.</summary>
    public const string Rare = "rare";

    /// <summary>The node that has all that the workload may ask for.</summary>
    public static NodePlan Whole(SimulationPlan plan) => new(ResourceSet.Of(plan.Cpus, memory: 100, custom: new Dictionary<string, double> { ["licence"] = 1 }), 2);

    /// <summary>A program that drives: it runs nothing.</summary>
    public static NodePlan Driver { get; } = new(ResourceSet.Empty, 0);

    public static NodePlan Some(SimulationPlan plan, Random random)
    {
        Dictionary<string, double> custom = [];
        if (random.Next(2) == 0) custom["licence"] = 1;
        if (random.Next(3) == 0) custom[Rare] = 2;
        return new NodePlan(ResourceSet.Of(random.Next(5) == 0 ? 0 : random.Next(1, plan.Cpus + 1), memory: random.Next(3) * 50, custom: custom), random.Next(3));
    }
}
