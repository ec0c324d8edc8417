using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using RaySharp.Security;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>A connection to a node's port, made by hand, over which a test can say anything.</summary>
internal sealed class RawNode : IDisposable
{
    private static readonly int _deadline = (int)WireWorld.Deadline.TotalMilliseconds;

    public RawNode(EndPoint node, byte[]? preamble = null)
    {
        Socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = _deadline, SendTimeout = _deadline };
        Socket.Connect(node);
        if (preamble is not null)
            _ = Socket.Send(preamble);
    }

    public Socket Socket { get; }

    public SslStream? Tls { get; private set; }

    public ServerCheck? Check { get; private set; }

    public RawNode Authenticate(byte[] authority, uint node, SslProtocols protocols = SslProtocols.Tls13)
    {
        Check = new ServerCheck(authority, node);
        Tls = new SslStream(new NetworkStream(Socket));
        SslClientAuthenticationOptions options = Check.Options();
        options.EnabledSslProtocols = protocols;
        Tls.AuthenticateAsClient(options);
        return this;
    }

    /// <summary>Null at the end of the connection.</summary>
    public (HelloKind Kind, byte[] All)? Read() => Read(Tls!);

    public static (HelloKind Kind, byte[] All)? Read(Stream stream)
    {
        byte[] header = new byte[HelloMessage.HeaderBytes];
        try
        {
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
                return null;
            byte[] body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8))];
            stream.ReadExactly(body);
            return ((HelloKind)header[6], [.. header, .. body]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>True when the endpoint has closed the connection.</summary>
    public bool IsClosedByPeer()
    {
        byte[] rest = new byte[4096];
        while (Socket.Poll(WireWorld.Deadline, SelectMode.SelectRead))
            if (Socket.Receive(rest, SocketFlags.None, out _) <= 0)
                return true;
        return false;
    }

    public void Dispose()
    {
        Tls?.Dispose();
        Socket.Dispose();
    }
}
