namespace RaySharp.Wire;

/// <summary>A link that somebody waits for; on the loop's thread.</summary>
internal sealed class PendingDial
{
    private readonly WireContext _context;
    private readonly TaskCompletionSource<Link> _link = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RemoteDial? _approach;
    private DiallingHandshake? _handshake;
    private ITimer? _patience;

    public PendingDial(WireContext context, ProcessId peer)
    {
        _context = context;
        Peer = peer;
    }

    public ProcessId Peer { get; }

    public Task<Link> Link => _link.Task;

    public void Begin()
    {
        if (_context.Options.RemoteFor(Peer) is { } remote)
        {
            _approach = new RemoteDial(_context, remote, this);
            _approach.Start();
            return;
        }
        try
        {
            Shake(new UnixConnection(UnixSocket.Connect(_context.Options.RunFolder, Peer), _context.Options.PassesDescriptors)).Begin();
        }
        catch (Exception failure) when (failure is IOException or ArgumentException)
        {
            Fail(failure);
        }
    }

    /// <summary>The remote peer's node took the connection. Null when nobody waits for it any more: it is then the caller's to close.</summary>
    public DiallingHandshake? Approached(TlsConnection connection)
    {
        bool wanted = _approach is not null;
        StopApproach();
        return wanted ? Shake(connection) : null;
    }

    /// <summary>The peer dials us at this moment and its connection is the one that is kept: it must come soon.</summary>
    public void AwaitPeer()
    {
        _handshake = null;
        _patience = _context.Options.Time.CreateTimer(_ => _context.Loop.Post(GiveUp), null, _context.Options.HelloTimeout, Timeout.InfiniteTimeSpan);
    }

    public void HandshakeFailed(Exception reason)
    {
        if (_patience is null)
            Fail(reason);
    }

    /// <summary>There is a link, by this or by the peer's connection.</summary>
    public void Complete(Link link)
    {
        _patience?.Dispose();
        StopApproach();
        DiallingHandshake? own = _handshake;
        _handshake = null;
        _ = _link.TrySetResult(link);
        own?.Fail(new WireClosedException("The peer's own connection is kept."));
    }

    /// <summary>Stops whatever is under way, and fails.</summary>
    public void Abandon(Exception reason)
    {
        DiallingHandshake? own = _handshake;
        Fail(reason);
        own?.Fail(reason);
    }

    public void Fail(Exception reason)
    {
        _patience?.Dispose();
        StopApproach();
        _handshake = null;
        _context.Links.Forget(this);
        _ = _link.TrySetException(reason);
    }

    private DiallingHandshake Shake(Connection connection)
    {
        _handshake = new DiallingHandshake(_context, connection, this);
        _context.Links.Remember(_handshake);
        return _handshake;
    }

    private void StopApproach()
    {
        _approach?.Stop();
        _approach = null;
    }

    private void GiveUp()
    {
        if (!_link.Task.IsCompleted)
            Fail(new WireClosedException($"Process {Peer} keeps a connection of its own to this process, but it did not come about."));
    }
}
