using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>
/// The connection below a hello and a link: a Unix socket, or TLS within a TCP socket. Whoever waits on it shares it, so that it
/// is closed when nobody can touch it any more.
/// </summary>
internal abstract class Connection(Socket socket)
{
    private int _users = 1;

    /// <summary>Non-blocking.</summary>
    public Socket Socket { get; } = socket;

    /// <summary>Whether the peer is a process of this machine, on a Unix socket that the loop can watch.</summary>
    public abstract bool IsLocal { get; }

    /// <summary>Whether the kernel says that the peer runs as this user. Between machines it says nothing: proofs must do.</summary>
    public virtual bool SameUser => true;

    /// <summary>The peer's operating-system process, as the kernel says; 0 where it does not.</summary>
    public virtual int PeerPid => 0;

    /// <summary>What proofs of the hello cover beside its messages: what ties them to this very connection.</summary>
    public virtual ReadOnlySpan<byte> Binding => default;

    /// <summary>
    /// Bytes received, 0 at the peer's end (any error counts as that), -1 when there is nothing now. A connection that is not local
    /// waits instead.
    /// </summary>
    public abstract int Receive(Span<byte> room, List<int> descriptors);

    /// <summary>A message of the hello, or the error: such messages are far smaller than any socket's buffer.</summary>
    public abstract bool TrySendMessage(byte[] message, ReadOnlySpan<int> descriptors, out SocketError error);

    /// <summary>Makes of a packet what may leave by the socket; once for each packet, one at a time.</summary>
    public virtual void Seal(Packet packet) => packet.Seal();

    /// <summary>Bytes of a sealed packet that the socket took, or the error.</summary>
    public abstract int Send(Packet packet, out SocketError error);

    /// <summary>The peer has proved itself: limits for strangers end.</summary>
    public virtual void Trust()
    {
    }

    public void Share() => Interlocked.Increment(ref _users);

    /// <summary>Ends the connection both ways; whoever waits for it finds its end.</summary>
    public void Shut()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The peer was faster.
        }
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            Dispose();
    }

    protected virtual void Dispose() => Socket.Dispose();
}
