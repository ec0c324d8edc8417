using Apache.Arrow;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

internal static partial class SparkJobs
{
    [RayRemote]
    public static int Twice(int number) => 2 * number;

    [RayRemote]
    public static (uint Node, int Pid) Where(int number) => ((uint)(RayContext.Current!.Process.Value >> 32), Environment.ProcessId);

    [RayRemote]
    public static RecordBatch Doubled(RecordBatch rows)
    {
        Int64Array.Builder twice = new();
        foreach (long? id in (Int64Array)rows.Column("id")) twice.Append(2 * id!.Value);
        return new RecordBatch(rows.Schema, [twice.Build()], rows.Length);
    }

    [RayRemote]
    public static byte[] Large(int bytes) => new byte[bytes];

    [RayRemote]
    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    /// <summary>Stays at the test's gate until it is let go.</summary>
    [RayRemote]
    public static string At(string gate, string says) => Visit.Stay(gate, says);

    /// <summary>What it sees of its GPUs, when it was let go.</summary>
    [RayRemote]
    public static (string? Variable, string Ids, int Pid) DevicesAt(string gate)
    {
        Visit.Stay(gate, "here");
        return (Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"), string.Join(',', RayContext.Current!.GpuIds), Environment.ProcessId);
    }

    [RayRemote]
    public static void Say(string text) => Console.WriteLine(text);
}
