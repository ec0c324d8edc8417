using System.Collections.Concurrent;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>
/// A thread, a doorbell and the frames of any number of senders. Under the gate: the list of sources, what is read from them,
/// and which frame is next. So a frame is handed out once, to the thread or to <see cref="Drain"/>, and a source's memory is
/// unmapped when nobody reads it. Never under the gate: the thread's handler.
/// </summary>
sealed class Inbox : IDisposable
{
    public const uint ControlId = 0;

    const int SlotBits = 10, SpinTurns = 40;

    readonly Lock _gate = new();
    readonly Doorbell _bell;
    readonly IFrameHandler _handler;
    readonly StalledOutlets? _stalled;
    readonly Action<Inbox, FrameSource[]> _closed;
    readonly ConcurrentQueue<Action> _actions = new();
    readonly Batch _batch = new();
    readonly Thread _thread;
    FrameSource[] _sources = [];
    int _next;
    volatile bool _stopping;

    public Inbox(uint id, string threadName, Doorbell bell, IFrameHandler handler, StalledOutlets? stalled, Action<Inbox, FrameSource[]> closed)
    {
        Id = id;
        _bell = bell;
        _handler = handler;
        _stalled = stalled;
        _closed = closed;
        _thread = new Thread(Run) { Name = threadName, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Names this inbox to peers: its doorbell's slot in the lower 10 bits, above it a number that is never used twice.</summary>
    public uint Id { get; }

    public static int SlotOf(uint id) => (int)(id & ((1 << SlotBits) - 1));

    public static uint IdOf(int slot, uint generation) => (generation << SlotBits) | (uint)slot;

    /// <summary>
    /// Hands every frame that is not yet started to <paramref name="handler"/>, on the calling thread, then calls its OnDrained.
    /// Meant for code that runs (or was started) inside this inbox's OnFrame. The handler must not wait for this inbox's thread.
    /// </summary>
    public void Drain(IFrameHandler handler)
    {
        lock (_gate)
        {
            while (TryTake(_batch, out TakenFrame frame))
                Deliver(handler, frame);
            Batch batch = new();
            foreach (FrameSource source in _sources)
                ReadBacklog(source, batch, handler);
            batch.Recycle();
        }
        handler.OnDrained();
    }

    /// <summary>Stops the thread after the frame it is in; frames not yet started are dropped. Peers' outlets to it close.</summary>
    public void Dispose()
    {
        _stopping = true;
        _bell.Ring();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    /// <summary>Wakes the thread if it sleeps, for what was published before.</summary>
    public void Ring() => _bell.Ring();

    /// <summary>A bell that this process's senders ring.</summary>
    public Doorbell Bell => _bell;

    /// <summary>Runs the action on the inbox's thread, between frames, in order of the calls.</summary>
    public void Post(Action action)
    {
        _actions.Enqueue(action);
        _bell.Ring();
    }

    public void Attach(FrameSource source)
    {
        bool attached;
        lock (_gate)
        {
            attached = !_stopping;
            if (attached)
                _sources = [.. _sources, source];
            else
                source.Detach();
        }
        if (attached)
            _bell.Ring();
        else
            _closed(this, [source]);
    }

    /// <summary>Drops a link's sources with all they hold: after this call no frame of them is handed out.</summary>
    public void Remove(Link link)
    {
        lock (_gate)
        {
            if (_batch.Source?.Link == link)
                _batch.Forget();
            foreach (FrameSource source in _sources)
                if (source.Link == link)
                    RemoveSource(source);
        }
    }

    /// <summary>On the inbox's own thread: hands out all that a link's sources hold, then removes them.</summary>
    public void Finish(Link link)
    {
        DeliverBatch();
        foreach (FrameSource source in _sources)
        {
            if (source.Link != link)
                continue;
            for (long left = source.Available; left > 0 && Refill(source); left -= _batch.Bytes)
                DeliverBatch();
        }
        Remove(link);
    }

    void Run()
    {
        bool undrained = false;
        while (!_stopping)
        {
            bool busy = RefillAny();
            if (busy)
                DeliverBatch();
            busy |= RunActions() | (_stalled?.Pump() ?? false);
            undrained |= busy;
            if (busy)
                continue;
            if (undrained)
            {
                undrained = false;
                _handler.OnDrained();
            }
            if (!SpinForWork())
                Sleep();
        }
        Shut();
    }

    void DeliverBatch()
    {
        while (!_stopping && TryTakeNext(out TakenFrame frame))
            Deliver(_handler, frame);
    }

    static void Deliver(IFrameHandler handler, in TakenFrame frame)
    {
        try
        {
            handler.OnFrame(frame.Source.Link, frame.Span);
        }
        catch (Exception fault)
        {
            frame.Source.Link.Close(fault);
        }
        finally
        {
            frame.Release();
        }
    }

    bool RunActions()
    {
        bool any = false;
        while (_actions.TryDequeue(out Action? action))
        {
            any = true;
            action();
        }
        return any;
    }

    bool SpinForWork()
    {
        for (int turn = 0; turn < SpinTurns; turn++)
        {
            if (HasWork())
                return true;
            Thread.SpinWait(1);
        }
        return false;
    }

    void Sleep()
    {
        _bell.Arm();
        if (HasWork() || _stalled is { CanMove: true })
            _bell.Disarm();
        else
            _bell.Wait();
    }

    bool HasWork()
    {
        if (_stopping || !_actions.IsEmpty)
            return true;
        lock (_gate)
        {
            foreach (FrameSource source in _sources)
                if (source.Available != 0 || source.IsClosing)
                    return true;
        }
        return false;
    }

    bool TryTakeNext(out TakenFrame frame)
    {
        lock (_gate)
            return TryTake(_batch, out frame);
    }

    bool RefillAny()
    {
        lock (_gate)
        {
            for (int tried = _sources.Length; tried > 0; tried--)
            {
                if (_next >= _sources.Length)
                    _next = 0;
                if (TryFill(_sources[_next++], _batch))
                    return true;
            }
            return false;
        }
    }

    bool Refill(FrameSource source)
    {
        lock (_gate)
            return _sources.Contains(source) && TryFill(source, _batch);
    }

    void ReadBacklog(FrameSource source, Batch batch, IFrameHandler handler)
    {
        for (long left = source.Available; left > 0 && TryFill(source, batch); left -= batch.Bytes)
            while (TryTake(batch, out TakenFrame frame))
                Deliver(handler, frame);
    }

    bool TryTake(Batch batch, out TakenFrame frame)
    {
        try
        {
            return batch.TryNext(out frame);
        }
        catch (WireViolationException violation)
        {
            frame = default;
            batch.Forget();
            Reject(batch.Source!, violation);
            return false;
        }
    }

    bool TryFill(FrameSource source, Batch batch)
    {
        try
        {
            // Closing first: what was written before it was set is then seen by Fill.
            bool closing = source.IsClosing;
            if (source.Fill(batch))
                return true;
            if (closing)
                RemoveSource(source);
        }
        catch (WireViolationException violation)
        {
            batch.Forget();
            Reject(source, violation);
        }
        return false;
    }

    void Reject(FrameSource source, WireViolationException violation)
    {
        RemoveSource(source);
        source.Link.Close(violation);
    }

    void RemoveSource(FrameSource source)
    {
        int at = Array.IndexOf(_sources, source);
        if (at < 0)
            return;
        _sources = [.. _sources.AsSpan(0, at), .. _sources.AsSpan(at + 1)];
        source.Detach();
    }

    void Shut()
    {
        _ = RunActions();
        FrameSource[] left;
        lock (_gate)
        {
            left = _sources;
            _sources = [];
            foreach (FrameSource source in left)
                source.Detach();
            _batch.Forget();
        }
        _closed(this, left);
    }
}
