using RaySharp.Scheduling;

namespace RaySharp.Simulation.Autoscaling;

/// <summary>Work of one shape: so many pieces, each of which takes so long.</summary>
internal sealed class SimTaskWave(ResourceSet need, int count, int duration)
{
    public ResourceSet Need { get; } = need;

    public int Waiting { get; set; } = count;

    public int Duration { get; } = duration;

    public int Running { get; set; }
}
