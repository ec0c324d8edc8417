using System.Net;
using System.Net.Sockets;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class StartTests
{
    [Fact]
    public async Task An_endpoint_that_cannot_open_its_Unix_socket_leaves_the_nodes_port_free()
    {
        await using WireWorld world = new(Way.Tls);
        IPEndPoint door = FreePort();
        WireOptions options = world.Options(1);
        options = options with { RunFolder = Path.Combine(world.Folder, "none"), Remote = options.Remote! with { Listen = door } };
        Assert.Throws<DirectoryNotFoundException>(() => WireEndpoint.Start(options, new Collector(), new LinkLog()));
        TcpSocket.Listen(door).Dispose();
    }

    /// <summary>At an address of this machine that nobody else listens at.</summary>
    private static IPEndPoint FreePort()
    {
        byte[] process = BitConverter.GetBytes(Environment.ProcessId);
        using Socket socket = TcpSocket.Listen(new IPEndPoint(new IPAddress([127, (byte)(process[2] | 0x80), process[1], process[0]]), 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
