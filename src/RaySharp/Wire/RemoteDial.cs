using System.Net;
using System.Net.Sockets;
using RaySharp.Security;

namespace RaySharp.Wire;

/// <summary>
/// The way to a process of another node, up to its hello: 1. where is the node, 2. connect, 3. say in the clear for whom. On a
/// thread of its own, since all of it waits; then the same thread reads the hello.
/// </summary>
internal sealed class RemoteDial
{
    private readonly WireContext _context;
    private readonly RemoteOptions _remote;
    private readonly PendingDial _dial;
    private readonly CancellationTokenSource _stop;

    public RemoteDial(WireContext context, RemoteOptions remote, PendingDial dial)
    {
        _context = context;
        _remote = remote;
        _dial = dial;
        _stop = new CancellationTokenSource(remote.DialTimeout, context.Options.Time);
    }

    public void Start() => new Thread(Run) { Name = HelloThread.Name, IsBackground = true }.Start();

    /// <summary>On the loop's thread, always in the end: connected, or nobody waits for it any more.</summary>
    /// <remarks>Not cancelled here: what waits for it goes on in whatever thread cancels.</remarks>
    public void Stop() => _ = _stop.CancelAsync();

    private void Run()
    {
        EndPoint? target = null;
        try
        {
            target = Find();
            Greet(Connect(target));
        }
        catch (Exception failure)
        {
            WireClosedException reason = new($"Process {_dial.Peer} cannot be reached{(target is null ? "" : $" at {target}")}: {Why(failure)} "
                + "Its node has ended, or does not listen there.", failure);
            _context.Loop.Post(() => _dial.HandshakeFailed(reason));
        }
    }

    private EndPoint Find()
    {
        Task<EndPoint> found = _remote.FindNode(_dial.Peer.Node, _stop.Token).AsTask();
        return found.WaitAsync(_stop.Token).GetAwaiter().GetResult();
    }

    private Socket Connect(EndPoint target)
    {
        Socket socket = TcpSocket.For(target);
        try
        {
            using (_stop.Token.Register(socket.Dispose))
                socket.Connect(target);
            _stop.Token.ThrowIfCancellationRequested();
            TcpSocket.Prepare(socket);
            if (socket.Send(Preamble.Encode(_dial.Peer)) != Preamble.Bytes)
                throw new SocketException((int)SocketError.NoBufferSpaceAvailable);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Greet(Socket socket)
    {
        TlsConnection connection = TlsConnection.Dialling(socket, new ServerCheck(_remote.Identity.Authority, _dial.Peer.Node));
        connection.Share();
        DiallingHandshake? handshake = null;
        if (!_context.Loop.Invoke(() => handshake = _dial.Approached(connection)) || handshake is null)
        {
            connection.Release();
            connection.Release();
            return;
        }
        HelloThread.Run(_context.Loop, handshake, connection);
    }

    private string Why(Exception failure) => _stop.IsCancellationRequested
        ? $"nobody answered within {_remote.DialTimeout.TotalSeconds:0.###} s."
        : failure.Message.EndsWith('.') ? failure.Message : failure.Message + ".";
}
