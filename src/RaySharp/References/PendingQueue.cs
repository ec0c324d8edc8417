using RaySharp.Texts;

namespace RaySharp.References;

/// <summary>Gives out references as their objects are completed.</summary>
internal sealed class PendingQueue : ICompletionSink
{
    private readonly Lock _lock = new();
    private readonly CompletionLink _link;
    private readonly List<ObjectRef?> _slots = [];
    private readonly Stack<int> _free = [];
    private readonly Queue<ObjectRef> _ready = [];
    private readonly LinkedList<Taker> _takers = [];
    private int _pending;
    private int _promised;      // takers that wait or are about to: each will get one

    public PendingQueue() => _link = new CompletionLink(this);

    public int Count
    {
        get
        {
            lock (_lock) return _pending + _ready.Count;
        }
    }

    public void Add(ObjectRef reference)
    {
        int slot;
        lock (_lock)
        {
            _pending++;
            if (_free.TryPop(out slot)) _slots[slot] = reference;
            else
            {
                slot = _slots.Count;
                _slots.Add(reference);
            }
        }
        _link.Register(reference.Entry, slot);
    }

    public void Completed(int slot)
    {
        Taker? served = null;
        lock (_lock)
        {
            var reference = _slots[slot]!;
            _slots[slot] = null;
            _free.Push(slot);
            _pending--;
            served = NextTaker();
            if (served is null) _ready.Enqueue(reference);
            else served.Taken = reference;
        }
        served?.Resume();
    }

    public ValueTask<ObjectRef> TakeAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_lock)
        {
            CheckLeft();
            if (_ready.TryDequeue(out var reference)) return new ValueTask<ObjectRef>(reference);
            _promised++;
        }
        return WaitAsync(cancel);
    }

    private async ValueTask<ObjectRef> WaitAsync(CancellationToken cancel)
    {
        var taker = new Taker();
        var place = Enqueue(taker);
        var end = await taker.UntilAsync(WaitLimit.Of(null, null), cancel).ConfigureAwait(false);
        if (end == WaitEnd.Completed) return taker.Taken!;
        lock (_lock)
        {
            _promised--;
            if (place.List is not null) Remove(place);
        }
        throw new OperationCanceledException(cancel);
    }

    private LinkedListNode<Taker> Enqueue(Taker taker)
    {
        LinkedListNode<Taker> place;
        lock (_lock)
        {
            place = _takers.AddLast(taker);
            _link.Awaited = this;
            if (_ready.Count == 0 || NextTaker() != taker) return place;
            taker.Taken = _ready.Dequeue();
        }
        taker.Resume();
        return place;
    }

    private Taker? NextTaker()
    {
        while (_takers.First is { } first)
        {
            Remove(first);
            if (!first.Value.TryClaim(WaitEnd.Completed)) continue;     // cancelled just now
            _promised--;
            return first.Value;
        }
        return null;
    }

    private void Remove(LinkedListNode<Taker> place)
    {
        _takers.Remove(place);
        if (_takers.Count == 0) _link.Awaited = null;
    }

    private void CheckLeft()
    {
        int count = _pending + _ready.Count;
        if (count > _promised) return;
        throw new InvalidOperationException(count == 0
            ? "The set is empty: nothing would ever end this wait. Check Count, or add references first."
            : $"The set holds {CountText.Of(count, "reference")} and as many calls of TakeAsync wait already: nothing would be left for this one.");
    }

    private sealed class Taker : PendingWait
    {
        public ObjectRef? Taken { get; set; }
    }
}
