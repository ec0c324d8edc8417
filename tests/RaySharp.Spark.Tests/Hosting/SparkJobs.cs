using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

internal static partial class SparkJobs
{
    [RayRemote]
    public static int Twice(int number) => 2 * number;

    [RayRemote]
    public static (uint Node, int Pid) Where(int number) => ((uint)(RayContext.Current!.Process.Value >> 32), Environment.ProcessId);

    [RayRemote]
    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    /// <summary>Stays at the test's gate until it is let go.</summary>
    [RayRemote]
    public static string At(string gate, string says) => Visit.Stay(gate, says);
}
