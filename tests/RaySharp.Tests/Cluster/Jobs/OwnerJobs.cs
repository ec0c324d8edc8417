namespace RaySharp.Tests.Cluster.Jobs;

internal static partial class OwnerJobs
{
    /// <summary>Returns before its child has ended: this process owns the child's result.</summary>
    [RayRemote] public static ObjectRef<string> StartAndReturn(string gate) => WaitJobs.Remote.At(gate, $"{Environment.ProcessId}");
}
