namespace RaySharp.Actors;

/// <summary>Calls that were sent and not answered, by number. Numbers count from 1; answers come in any order.</summary>
/// <remarks>A ring of the newest numbers. A few old calls that stay unanswered move to a dictionary, so that one call without an end does not make the ring grow.</remarks>
internal sealed class CallWindow<TCall> where TCall : PendingCall
{
    private TCall?[] _ring = new TCall?[16];
    private Dictionary<ulong, TCall>? _stragglers;
    private ulong _first = 1;
    private ulong _next = 1;
    private int _inRing;

    public int Count => _inRing + (_stragglers?.Count ?? 0);

    public int Capacity => _ring.Length;

    public void Add(TCall call)
    {
        if (_next - _first == (ulong)_ring.Length) MakeRoom();
        call.Number = _next;
        this[_next++] = call;
        _inRing++;
    }

    /// <summary>The call of that number; null if there is none.</summary>
    public TCall? Find(ulong number) => number >= _next || number == 0 ? null : number < _first ? _stragglers?.GetValueOrDefault(number) : this[number];

    /// <summary>Removes the call of that number; null if there is none.</summary>
    public TCall? Remove(ulong number)
    {
        if (number >= _next || number == 0) return null;
        if (number < _first)
        {
            TCall? straggler = null;
            _stragglers?.Remove(number, out straggler);
            return straggler;
        }
        var call = this[number];
        if (call is null) return null;
        this[number] = null;
        _inRing--;
        SkipEmpty();
        return call;
    }

    /// <summary>Takes back the newest number: it was not sent after all.</summary>
    public void RemoveNewest()
    {
        this[--_next] = null;
        _inRing--;
    }

    /// <summary>Removes all, in the order they were sent; numbers begin at 1 again.</summary>
    public List<TCall> Drain()
    {
        List<TCall> calls = new(Count);
        if (_stragglers is not null) calls.AddRange(_stragglers.Values.OrderBy(call => call.Number));
        for (; _first < _next; _first++)
        {
            if (this[_first] is { } call) calls.Add(call);
        }
        Array.Clear(_ring);
        _stragglers = null;
        _first = _next = 1;
        _inRing = 0;
        return calls;
    }

    private ref TCall? this[ulong number] => ref _ring[number & (ulong)(_ring.Length - 1)];

    private void SkipEmpty()
    {
        while (_first < _next && this[_first] is null) _first++;
    }

    private void MakeRoom()
    {
        if (_inRing <= _ring.Length / 4)
        {
            EvictOlderHalf();
            return;
        }
        var smaller = _ring;
        _ring = new TCall?[smaller.Length * 2];
        for (ulong number = _first; number < _next; number++) this[number] = smaller[number & (ulong)(smaller.Length - 1)];
    }

    private void EvictOlderHalf()
    {
        _stragglers ??= [];
        for (ulong end = _first + (ulong)_ring.Length / 2; _first < end; _first++)
        {
            if (this[_first] is not { } call) continue;
            _stragglers.Add(_first, call);
            this[_first] = null;
            _inRing--;
        }
        SkipEmpty();
    }
}
