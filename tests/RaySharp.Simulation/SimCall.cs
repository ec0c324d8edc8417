using RaySharp.Actors;

namespace RaySharp.Simulation;

/// <summary>A submitted call, with what the audit must know of it.</summary>
internal sealed class SimCall(CallPlan plan, int maxRetries, long order) : PendingCall
{
    public CallPlan Plan { get; } = plan;

    public int MaxRetries { get; } = maxRetries;

    /// <summary>Its place among its caller's calls to this actor.</summary>
    public long Order { get; } = order;

    public SimResult Result { get; } = new(plan.Name, plan.Expected);

    public int Starts { get; set; }

    public override string ToString() => Plan.Name;
}
