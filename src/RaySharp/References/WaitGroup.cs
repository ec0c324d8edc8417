using System.Runtime.CompilerServices;

namespace RaySharp.References;

/// <summary>References that are waited for step by step: each is registered once, however many steps the waiting takes.</summary>
/// <remarks>
/// A step takes the next completed references out and leaves a <see cref="WaitRest{TRef}"/>, which knows how many had been taken by then.
/// Only the newest rest can be stepped on from; waiting on an older one, or on one that somebody waits on already, makes a new group.
/// References that were taken are not kept here (an older rest that still lives reaches them through the rests that followed it).
/// </remarks>
internal sealed class WaitGroup : ICompletionSink
{
    private readonly Lock _lock = new();
    private readonly CompletionLink _link;
    private readonly ObjectRef?[] _refs;    // null once taken
    private readonly int[] _order;          // slots in order of completion, counted from 1: 0 is not written yet; the first _taken of them are taken
    private int _completed;                 // places in _order that somebody writes, or has written
    private int _seen;                      // of those, how many are known to be written, without a gap; guarded by the lock, as is what follows
    private int _taken;
    private bool _busy;
    private int _wanted;
    private PendingWait? _wait;

    public WaitGroup(ObjectRef[] refs)
    {
        _refs = refs;
        _order = new int[refs.Length];
        _link = new CompletionLink(this);
        for (int slot = 0; slot < refs.Length; slot++) _link.Register(refs[slot].Entry, slot);
    }

    /// <remarks>Without the lock as long as nobody waits: objects complete while others are taken. Who begins to wait is seen here, or sees this (both have a full fence between).</remarks>
    public void Completed(int slot)
    {
        Volatile.Write(ref _order[Interlocked.Increment(ref _completed) - 1], slot + 1);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _wait) is null) return;
        PendingWait? ended = null;
        lock (_lock)
        {
            if (_wait is { } wait && IsEnough && wait.TryClaim(WaitEnd.Completed)) ended = wait;
        }
        ended?.Resume();
    }

    /// <summary>The next step; null if <paramref name="from"/> is not the newest rest.</summary>
    public Task<WaitResult<TRef>>? TryStepAsync<TRef>(WaitRest<TRef>? from, int count, in WaitLimit limit, CancellationToken cancel) where TRef : ObjectRef
    {
        lock (_lock)
        {
            if (_busy || _taken != (from?.Taken ?? 0)) return null;
            _wanted = count;
            if (IsEnough || limit.IsZero) return Task.FromResult(Take(from));
            _busy = true;
        }
        return WaitAsync(from, limit, cancel);
    }

    /// <summary>All references but the first that were taken before <paramref name="rest"/>, in the order given.</summary>
    public TRef[] Collect<TRef>(WaitRest<TRef> rest) where TRef : ObjectRef
    {
        ObjectRef?[] all;
        lock (_lock)
        {
            all = [.. _refs];
            for (var step = rest; step is { Next: { } next }; step = next)
            {
                for (int i = 0; i < step.TakenNext.Length; i++) all[_order[step.Taken + i] - 1] = step.TakenNext[i];
            }
        }
        var left = new TRef[rest.Count];
        int filled = 0;
        foreach (var reference in all)
        {
            if (reference is not null) left[filled++] = Unsafe.As<TRef>(reference);
        }
        return left;
    }

    private bool IsEnough => Seen - _taken >= _wanted;

    private int Seen
    {
        get
        {
            while (_seen < _order.Length && Volatile.Read(ref _order[_seen]) != 0) _seen++;
            return _seen;
        }
    }

    private async Task<WaitResult<TRef>> WaitAsync<TRef>(WaitRest<TRef>? from, WaitLimit limit, CancellationToken cancel) where TRef : ObjectRef
    {
        var wait = new PendingWait();
        _link.Awaited = this;
        Arm(wait);
        var end = await wait.UntilAsync(limit, cancel).ConfigureAwait(false);
        lock (_lock)
        {
            _link.Awaited = null;
            _wait = null;
            _busy = false;
            if (end != WaitEnd.Cancelled) return Take(from);
        }
        throw new OperationCanceledException(cancel);
    }

    private void Arm(PendingWait wait)
    {
        lock (_lock)
        {
            Volatile.Write(ref _wait, wait);
            Interlocked.MemoryBarrier();
            if (!IsEnough || !wait.TryClaim(WaitEnd.Completed)) return;
        }
        wait.Resume();
    }

    private WaitResult<TRef> Take<TRef>(WaitRest<TRef>? from) where TRef : ObjectRef
    {
        var ready = new TRef[Math.Min(_wanted, Seen - _taken)];
        if (ready.Length == 0 && from is not null) return new WaitResult<TRef>(ready, from);
        for (int i = 0; i < ready.Length; i++)
        {
            int slot = _order[_taken + i] - 1;
            ready[i] = Unsafe.As<TRef>(_refs[slot]!);
            _refs[slot] = null;
        }
        _taken += ready.Length;
        var rest = new WaitRest<TRef>(this, _taken, _refs.Length - _taken);
        from?.Follow(ready, rest);
        return new WaitResult<TRef>(ready, rest);
    }
}
