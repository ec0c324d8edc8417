using System.Diagnostics.CodeAnalysis;

namespace RaySharp.Actors;

/// <summary>Calls in the order they will be sent. A ring.</summary>
internal sealed class CallQueue<TCall> where TCall : PendingCall
{
    private TCall?[] _ring = new TCall?[4];
    private int _first;

    public int Count { get; private set; }

    public void AddLast(TCall call)
    {
        EnsureRoom();
        _ring[(_first + Count++) & (_ring.Length - 1)] = call;
    }

    public void AddFirst(TCall call)
    {
        EnsureRoom();
        _first = (_first - 1) & (_ring.Length - 1);
        _ring[_first] = call;
        Count++;
    }

    public bool TryRemoveFirst([NotNullWhen(true)] out TCall? call)
    {
        call = null;
        if (Count == 0) return false;
        call = _ring[_first]!;
        _ring[_first] = null;
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
        return true;
    }

    private void EnsureRoom()
    {
        if (Count < _ring.Length) return;
        var larger = new TCall?[_ring.Length * 2];
        for (int i = 0; i < Count; i++) larger[i] = _ring[(_first + i) & (_ring.Length - 1)];
        _ring = larger;
        _first = 0;
    }
}
