using System.Net;
using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>
/// Where connections from other nodes come in: at the node's own port, or handed over by the process that listens there. On the
/// loop's thread. Nothing here trusts anybody: it finds the process that is meant, and bounds what strangers may cost.
/// </summary>
internal sealed class RemoteGate : IPort
{
    private const int MaxWaiting = 512;

    private readonly WireContext _context;
    private readonly RemoteOptions _options;
    private readonly Acceptor? _acceptor;
    private readonly Lobby _lobby;
    private readonly HashSet<PreambleReader> _preambles = [];
    private readonly HashSet<JoinExchange> _joins = [];
    private readonly Queue<Socket> _waiting = [];

    private RemoteGate(WireContext context, RemoteOptions options, Acceptor? acceptor)
    {
        _context = context;
        _options = options;
        _acceptor = acceptor;
        _lobby = new Lobby(options.MaxStrangers, LetNextIn);
        Announced = acceptor is null ? null : options.Announce((IPEndPoint)acceptor.Listener.LocalEndPoint!);
    }

    /// <summary>Null when another process listens for the node.</summary>
    public EndPoint? Announced { get; }

    public Socket Socket => _acceptor!.Listener;

    /// <summary>While the lobby is full, further connections wait in the kernel.</summary>
    public bool WantsRead => !_lobby.IsFull && !_acceptor!.IsWaiting;

    public bool WantsWrite => false;

    /// <summary>Before the loop starts.</summary>
    /// <param name="context">The endpoint.</param>
    /// <param name="options">How other nodes are reached.</param>
    /// <param name="acceptor">At the node's port; null where another process listens.</param>
    public static RemoteGate Open(WireContext context, RemoteOptions options, Acceptor? acceptor)
    {
        RemoteGate gate = new(context, options, acceptor);
        if (acceptor is not null)
            context.Loop.Add(gate);
        return gate;
    }

    public void OnReadable()
    {
        while (!_lobby.IsFull && _acceptor!.TryAccept() is { } socket)
            if (TcpSocket.TryPrepare(socket))
                _preambles.Add(new PreambleReader(_context, socket, _lobby.TryEnter()!, OnPreamble));
    }

    public void OnWritable()
    {
    }

    /// <summary>A socket that the node's listener accepted for this process. It waits its turn, as in the kernel there.</summary>
    public void TakeOver(HelloMessage message, Intake intake)
    {
        Socket socket = Handoff.Take(_context.Options, message, intake);
        if (_waiting.Count == MaxWaiting)
            socket.Dispose();
        else
            _waiting.Enqueue(socket);
        LetNextIn();
    }

    public void Shut()
    {
        while (_waiting.TryDequeue(out Socket? socket))
            socket.Dispose();
        if (_acceptor is not null)
        {
            _context.Loop.Remove(this);
            _acceptor.Dispose();
        }
        foreach (PreambleReader reader in _preambles.ToArray())
        {
            reader.Stop();
            TurnAway(reader);
        }
        foreach (JoinExchange join in _joins)
            join.Stop();
    }

    private void LetNextIn()
    {
        while (_waiting.Count > 0 && _lobby.TryEnter() is { } stranger)
            Shake(_waiting.Dequeue(), stranger);
    }

    private void OnPreamble(PreambleReader reader, ProcessId? target)
    {
        _preambles.Remove(reader);
        if (target == _context.Options.Self)
            Shake(reader.Socket, reader.Stranger);
        else if (target == ProcessId.None && _options.Join is { } service)
            Answer(service, reader);
        else
        {
            if (target is { } other && other != ProcessId.None && other.Node == _context.Options.Self.Node)
                HandOver(other, reader.Socket);
            TurnAway(reader);
        }
    }

    /// <summary>If that process is not there, the peer finds its connection closed.</summary>
    private void HandOver(ProcessId target, Socket socket)
    {
        try
        {
            Handoff.Send(_context.Options, target, socket);
        }
        catch (Exception failure) when (failure is IOException or ArgumentException)
        {
            // The target is gone, or is not taking anything: so says the closed connection.
        }
    }

    private void Shake(Socket socket, IDisposable stranger)
    {
        TlsConnection connection = TlsConnection.Listening(socket, _options.Identity);
        ListeningHandshake handshake = new(_context, connection, stranger);
        _context.Links.Remember(handshake);
        HelloThread.Start(_context.Loop, handshake, connection);
    }

    private void Answer(JoinService service, PreambleReader reader)
    {
        JoinExchange exchange = new(_context, service, TlsConnection.Listening(reader.Socket, _options.Identity, waitsToWrite: true), reader.Stranger, ended => _joins.Remove(ended));
        _joins.Add(exchange);
        exchange.Start();
    }

    private static void TurnAway(PreambleReader reader)
    {
        reader.Socket.Dispose();
        reader.Stranger.Dispose();
    }
}
