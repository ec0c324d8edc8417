using System.Net;
using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>TCP as links between nodes need it.</summary>
internal static class TcpSocket
{
    private const int Backlog = 512, TcpLevel = 6, UserTimeoutOption = 18;
    private const int IdleSeconds = 10, ProbeSeconds = 5, Probes = 4, UserTimeoutMilliseconds = 30_000;

    public static Socket Listen(IPEndPoint at)
    {
        Socket socket = new(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(at);
            socket.Listen(Backlog);
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new IOException($"Listening for other nodes at {at} failed: {failure.Message}. Set an address of this machine and a free port, or port 0.", failure);
        }
    }

    public static Socket For(EndPoint target) => target is IPEndPoint address
        ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        : new Socket(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>False, and the socket closed, when its connection is gone already.</summary>
    public static bool TryPrepare(Socket socket)
    {
        try
        {
            Prepare(socket);
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }

    /// <summary>Small frames leave at once, and a machine that went away without a word is noticed within half a minute.</summary>
    public static void Prepare(Socket socket)
    {
        socket.Blocking = false;
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(TcpLevel, UserTimeoutOption, BitConverter.GetBytes(UserTimeoutMilliseconds));
    }
}
