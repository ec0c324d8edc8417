using System.Collections.Concurrent;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>A thread, a doorbell and the frames of any number of senders.</summary>
internal sealed class Inbox : IDisposable
{
    public const uint ControlId = 0;

    private const int SlotBits = 10, SpinTurns = 16, YieldTurns = 20;

    private readonly InboxSources _sources = new();
    private readonly IFrameHandler _handler;
    private readonly StalledOutlets? _stalled;
    private readonly Action<Inbox, FrameSource[]> _closed;
    private readonly ConcurrentQueue<Action> _actions = new();
    private readonly Thread _thread;
    private volatile bool _stopping;

    public Inbox(uint id, string threadName, Doorbell bell, IFrameHandler handler, StalledOutlets? stalled, Action<Inbox, FrameSource[]> closed)
    {
        Id = id;
        Bell = bell;
        _handler = handler;
        _stalled = stalled;
        _closed = closed;
        _thread = new Thread(Run) { Name = threadName, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Names this inbox to peers: its doorbell's slot in the lower 10 bits, above it a number that is never used twice.</summary>
    public uint Id { get; }

    /// <summary>Wakes the thread; rung by this process's senders, and by peers through their own view of the same word.</summary>
    public Doorbell Bell { get; }

    public static int SlotOf(uint id) => (int)(id & ((1 << SlotBits) - 1));

    public static uint IdOf(int slot, uint generation) => (generation << SlotBits) | (uint)slot;

    /// <summary>
    /// Hands every frame that is here and not yet started to <paramref name="handler"/>, on the calling thread, then calls its
    /// OnDrained. From any thread, inside this inbox's OnFrame or not; the thread goes on with what comes later.
    /// </summary>
    public void Drain(IFrameHandler handler)
    {
        (List<TakenFrame> frames, List<Batch> batches) = _sources.TakeAll();
        foreach (TakenFrame frame in frames)
        {
            if (frame.Source.IsDropped)
                frame.Release();
            else
                frame.DeliverTo(handler);
        }
        foreach (Batch batch in batches)
            batch.Recycle();
        handler.OnDrained();
    }

    /// <summary>Stops the thread after the frame it is in; frames not yet started are dropped. Peers' outlets to it close.</summary>
    public void Dispose()
    {
        _stopping = true;
        Bell.Ring();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    /// <summary>Runs the action on the inbox's thread, between frames, in order of the calls.</summary>
    public void Post(Action action)
    {
        _actions.Enqueue(action);
        Bell.Ring();
    }

    public void Attach(FrameSource source)
    {
        if (_sources.TryAttach(source))
            Bell.Ring();
        else
            _closed(this, [source]);
    }

    /// <summary>Drops a link's sources with all they hold: after this call no frame of them is handed out.</summary>
    public void Remove(Link link) => _sources.Remove(link);

    /// <summary>On the inbox's own thread: hands out all that a link's sources hold, then removes them.</summary>
    public void Finish(Link link)
    {
        DeliverBatch();
        foreach (FrameSource source in _sources.Of(link))
            for (long left = _sources.Backlog(source); left > 0 && _sources.Refill(source); left -= _sources.BatchBytes)
                DeliverBatch();
        Remove(link);
    }

    private void Run()
    {
        bool undrained = false;
        while (!_stopping)
        {
            bool busy = _sources.Refill();
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
        _ = RunActions();
        _closed(this, _sources.Close());
    }

    private void DeliverBatch()
    {
        while (!_stopping && _sources.TryTake(out TakenFrame frame))
            frame.DeliverTo(_handler);
    }

    private bool RunActions()
    {
        bool any = false;
        while (_actions.TryDequeue(out Action? action))
        {
            any = true;
            action();
        }
        return any;
    }

    /// <summary>Looks a few turns longer before it sleeps: an idle core that is woken answers later, and costs the sender a system call.</summary>
    /// <remarks>Most of the turns offer the core to whoever wants it: a spinner that keeps it keeps it from the very thread that is to answer (docs/wire.md).</remarks>
    private bool SpinForWork()
    {
        for (int turn = 0; turn < SpinTurns + YieldTurns; turn++)
        {
            if (HasWork())
                return true;
            if (turn < SpinTurns)
                Thread.SpinWait(1);
            else
                Thread.Yield();
        }
        return false;
    }

    private void Sleep()
    {
        Bell.Arm();
        if (HasWork())
            Bell.Disarm();
        else
            Bell.Wait();
    }

    private bool HasWork() => _stopping || !_actions.IsEmpty || _sources.HasWork || _stalled is { CanMove: true };
}
