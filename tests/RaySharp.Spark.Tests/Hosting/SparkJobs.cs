using System.Net.Sockets;

namespace RaySharp.Spark.Tests.Hosting;

internal static partial class SparkJobs
{
    [RayRemote]
    public static int Twice(int number) => 2 * number;

    [RayRemote]
    public static (uint Node, int Pid) Where(int number) => ((uint)(RayContext.Current!.Process.Value >> 32), Environment.ProcessId);

    /// <summary>Runs until the gate is open.</summary>
    [RayRemote]
    public static void Wait(string gate)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(gate));
            socket.Receive(new byte[1]);
        }
        catch (SocketException)
        {
            // It is open.
        }
    }

    [RayRemote]
    public static byte[] Large(int bytes) => new byte[bytes];

    [RayRemote]
    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
