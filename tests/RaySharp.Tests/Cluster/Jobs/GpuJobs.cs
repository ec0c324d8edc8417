namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>What a task knows of its GPUs.</summary>
internal static partial class GpuJobs
{
    [RayRemote]
    public static GpuSight See() => GpuSight.OfThisProcess();

    [RayRemote(Gpus = 1)]
    public static GpuSight SeeOne() => GpuSight.OfThisProcess();

    [RayRemote]
    public static GpuSight SeeAt(string gate)
    {
        Visit.Stay(gate, "here");
        return GpuSight.OfThisProcess();
    }
}

/// <summary>What a process sees.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Native">The variable as native code has it.</param>
/// <param name="Ids">What its context says.</param>
internal sealed record GpuSight(int Pid, string? Native, string Ids)
{
    private const string Variable = "CUDA_VISIBLE_DEVICES=";

    public static GpuSight OfThisProcess() => new(
        Environment.ProcessId,
        Array.Find(File.ReadAllText("/proc/self/environ").Split('\0'), static text => text.StartsWith(Variable, StringComparison.Ordinal))?[Variable.Length..],
        string.Join(',', RayContext.Current!.GpuIds));
}

[RayActor(Gpus = 0.5)]
internal sealed partial class GpuActor
{
    public GpuSight See() => GpuSight.OfThisProcess();
}
