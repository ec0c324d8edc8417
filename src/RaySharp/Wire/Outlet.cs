namespace RaySharp.Wire;

/// <summary>
/// The sending side of one inbox of a peer. Any number of threads may send; the frames of one thread arrive in its order.
/// What is sent after the link went down, or after the peer closed the inbox, is dropped: LinkDown tells.
/// </summary>
internal sealed class Outlet : IDisposable
{
    private const int UnrungLimit = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly Link _link;
    private readonly StalledOutlets _stalled;
    private Carrier? _carrier;
    private bool _disposed;
    private bool _isStalled;
    private bool _isOwed;
    private int _unrung;

    public Outlet(Link link, Carrier? carrier, uint ringId, StalledOutlets stalled)
    {
        _link = link;
        _carrier = carrier;
        _stalled = stalled;
        RingId = ringId;
    }

    public Link Link => _link;

    /// <summary>The link's name for this outlet's ring; 0 is the control ring.</summary>
    public uint RingId { get; }

    /// <summary>True when nothing that is sent will arrive any more.</summary>
    public bool IsClosed => Volatile.Read(ref _carrier) is null;

    /// <summary>Bytes that wait on this side's heap because the reader is behind. Over a socket: of all outlets of the link.</summary>
    public long QueuedBytes
    {
        get
        {
            lock (_lock)
                return _carrier?.QueuedBytes ?? 0;
        }
    }

    /// <param name="head">The first bytes of the frame.</param>
    /// <param name="body">The bytes that follow; the reader gets both as one.</param>
    /// <param name="defer">
    /// A sleeping reader may be woken later: at <see cref="Flush"/>, at the next send that is not deferred, after 32 KiB, or
    /// within about half a millisecond.
    /// </param>
    public void Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, bool defer = false)
    {
        if ((long)head.Length + body.Length > _link.MaxFrameBytes)
            throw new ArgumentException($"A frame of {(long)head.Length + body.Length} bytes is longer than the {_link.MaxFrameBytes} "
                + $"that {nameof(WireOptions.MaxFrameBytes)} allows. Send it in pieces, or as an object.");
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_carrier is null)
                return;
            try
            {
                _carrier.Put(new FrameBytes(head, body));
                NoteBacklog();
                if (defer)
                    Defer(head.Length + body.Length);
                else
                    RingNow();
            }
            catch (WireViolationException violation)
            {
                Abandon(violation);
            }
        }
    }

    /// <summary>Wakes the reader for what was deferred.</summary>
    /// <remarks>Who sent on this thread sees its own count, or that somebody has rung since: most calls need no lock.</remarks>
    public void Flush()
    {
        if (Volatile.Read(ref _unrung) == 0)
            return;
        lock (_lock)
        {
            if (_unrung > 0)
                RingNow();
        }
    }

    /// <summary>
    /// <see cref="Flush"/>, but within a burst over a socket what was deferred waits for what follows: until something comes from the
    /// peer, 32 KiB are there, or about half a millisecond has passed. For calls that may be one of many, when their sender cannot know.
    /// </summary>
    public void FlushSoon()
    {
        if (Volatile.Read(ref _unrung) == 0)
            return;
        lock (_lock)
        {
            if (_unrung > 0 && _carrier is { IsInBurst: false })
                RingNow();
        }
    }

    /// <summary>No more sends; what was sent still arrives.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_carrier is not null && !_isStalled)
                CloseRing();
        }
    }

    /// <summary>The link is down or the reader is gone: drops what is queued and lets go of the memory.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _carrier?.Dispose();
            _carrier = null;
            SetStalled(false);
        }
    }

    /// <summary>The bell ringer's turn.</summary>
    public void RingOwed()
    {
        lock (_lock)
        {
            _isOwed = false;
            if (_unrung > 0)
                RingNow();
        }
    }

    public bool CanMove
    {
        get
        {
            lock (_lock)
                return _isStalled && Guarded(static carrier => carrier.CanMove);
        }
    }

    /// <summary>The control inbox's turn: moves queued frames on. True when some moved.</summary>
    public bool Pump()
    {
        lock (_lock)
        {
            if (!_isStalled || !Guarded(static carrier => carrier.CanMove))
                return false;
            bool empty = Guarded(static carrier => carrier.Pump());
            if (_carrier is null)
                return true;
            RingNow();
            if (!empty)
                return true;
            SetStalled(false);
            if (_disposed)
                CloseRing();
            return true;
        }
    }

    private void Defer(int bytes)
    {
        if (!_carrier!.NeedsRing)
            return;
        _unrung += bytes + 1;
        if (_unrung >= UnrungLimit)
            RingNow();
        else if (!_isOwed)
        {
            _isOwed = true;
            BellRinger.Owe(this);
        }
    }

    private void RingNow()
    {
        _unrung = 0;
        _carrier?.Ring();
    }

    /// <remarks>
    /// The carrier asked the reader for space before the outlet was in the list: had the reader answered in between, the control
    /// thread would have found nothing to move. So it asks once more when the outlet is in the list.
    /// </remarks>
    private void NoteBacklog()
    {
        bool backlog = _carrier is RingCarrier { QueuedBytes: > 0 };
        if (backlog && !_isStalled)
        {
            SetStalled(true);
            backlog = !_carrier!.Pump();
        }
        if (!backlog)
            SetStalled(false);
    }

    private void SetStalled(bool stalled)
    {
        if (_isStalled == stalled)
            return;
        _isStalled = stalled;
        if (stalled)
            _stalled.Add(this);
        else
            _stalled.Remove(this);
    }

    private bool Guarded(Func<Carrier, bool> ask)
    {
        try
        {
            return _carrier is not null && ask(_carrier);
        }
        catch (WireViolationException violation)
        {
            Abandon(violation);
            return false;
        }
    }

    private void Abandon(WireViolationException violation)
    {
        Kill();
        _link.Close(violation);
    }

    private void CloseRing()
    {
        RingNow();
        _carrier!.Dispose();
        _carrier = null;
        _link.OutletClosed(this);
    }
}
