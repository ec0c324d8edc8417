namespace RaySharp.Wire;

/// <summary>An authenticated peer process. All members may be called from any thread.</summary>
internal sealed class Link
{
    private readonly WireContext _context;
    private readonly LinkTransport _transport;
    private readonly Lock _lock = new();
    private readonly List<Outlet> _outlets = [];
    private readonly TaskCompletionSource<Link> _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private uint _lastRing;
    private volatile bool _down;

    public Link(WireContext context, HelloBody peer, int pid, LinkTransport transport)
    {
        _context = context;
        _transport = transport;
        Peer = peer.Process;
        PeerRole = peer.Role;
        PeerEpoch = peer.Epoch;
        PeerPid = pid;
        MaxFrameBytes = context.Options.MaxFrameBytes;
        transport.Bind(this);
        Control = new Outlet(this, transport.OpenControl(), 0, context.Stalled);
        _outlets.Add(Control);
    }

    public ProcessId Peer { get; }

    public string PeerRole { get; }

    public ulong PeerEpoch { get; }

    /// <summary>The peer's operating-system process, as the kernel says; 0 where it does not.</summary>
    public int PeerPid { get; }

    /// <summary>Whatever the endpoint's user wants to find again with a frame.</summary>
    public object? State { get; set; }

    public bool IsUp => !_down;

    /// <summary>The way to the peer's control inbox.</summary>
    public Outlet Control { get; }

    public int MaxFrameBytes { get; }

    /// <summary>Completes after the event LinkUp.</summary>
    public Task<Link> Up => _up.Task;

    /// <summary>
    /// A way of its own to another inbox of the peer. If the peer has no such inbox, or the link is down, the outlet closes
    /// itself and drops what is sent.
    /// </summary>
    public Outlet OpenOutlet(uint inboxId)
    {
        lock (_lock)
        {
            uint ring = ++_lastRing;
            Carrier? carrier = _down ? null : _transport.Open(inboxId, ring);
            Outlet outlet = new(this, carrier, ring, _context.Stalled);
            if (carrier is not null)
                _outlets.Add(outlet);
            return outlet;
        }
    }

    /// <summary>Ends the link; LinkDown follows with this reason.</summary>
    public void Close(Exception? reason = null) => _context.Loop.Post(() => _context.Links.Down(this, reason));

    /// <summary>False when the link is down: the source is then not attached and the caller's to detach.</summary>
    public bool TryAttach(Inbox inbox, FrameSource source)
    {
        lock (_lock)
        {
            if (_down)
                return false;
            inbox.Attach(source);
            return true;
        }
    }

    public void MarkUp() => _up.TrySetResult(this);

    /// <summary>On the loop's thread. After this call nothing is written and nothing more is attached.</summary>
    public void TakeDown()
    {
        Outlet[] outlets;
        lock (_lock)
        {
            _down = true;
            outlets = [.. _outlets];
            _outlets.Clear();
        }
        foreach (Outlet outlet in outlets)
            outlet.Kill();
        _transport.Close();
    }

    /// <summary>Takes the link down if the peer has closed it and the loop has not noticed yet.</summary>
    public bool IsAbandoned() => _transport.PeerHungUp();

    public void OutletClosed(Outlet outlet)
    {
        lock (_lock)
            _outlets.Remove(outlet);
        _transport.CloseRing(outlet.RingId);
    }

    /// <summary>The peer's inbox behind this ring is gone.</summary>
    public void KillOutlet(uint ringId)
    {
        Outlet? outlet;
        lock (_lock)
        {
            outlet = _outlets.Find(o => o.RingId == ringId && ringId != 0);
            if (outlet is not null)
                _outlets.Remove(outlet);
        }
        outlet?.Kill();
    }

    /// <summary>This side's inbox no longer reads the source.</summary>
    public void Refuse(FrameSource source) => _transport.Refuse(source);
}
