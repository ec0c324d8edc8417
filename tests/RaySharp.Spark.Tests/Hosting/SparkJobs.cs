using System.Globalization;
using System.Net.Sockets;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

internal static partial class SparkJobs
{
    [RayRemote]
    public static int Twice(int number) => 2 * number;

    [RayRemote]
    public static (uint Node, int Pid) Where(int number) => ((uint)(RayContext.Current!.Process.Value >> 32), Environment.ProcessId);

    [RayRemote]
    public static byte[] Large(int bytes) => new byte[bytes];

    [RayRemote]
    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    /// <summary>What it sees of its GPUs, and the process of its node, when the connection that it makes is closed.</summary>
    [RayRemote]
    public static (string? Variable, string Ids, int Node) DevicesAt(int port)
    {
        using TcpClient gate = new("127.0.0.1", port);
        gate.GetStream().ReadByte();
        int node = NodeProcess();
        return (Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"), string.Join(',', RayContext.Current!.GpuIds), node);
    }

    /// <summary>The process of its node.</summary>
    [RayRemote]
    public static int NodeProcess() => int.Parse(File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);

    [RayRemote]
    public static void Say(string text) => Console.WriteLine(text);

    /// <summary>Stays at the test's gate until it is let go.</summary>
    [RayRemote]
    public static string At(string gate, string says) => Visit.Stay(gate, says);
}
