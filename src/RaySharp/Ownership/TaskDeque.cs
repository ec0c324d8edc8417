namespace RaySharp.Ownership;

/// <summary>Tasks in the order they will be sent; what comes back goes to the front.</summary>
internal sealed class TaskDeque
{
    private PendingTask?[] _ring = new PendingTask?[16];
    private int _first;

    public int Count { get; private set; }

    public void AddLast(PendingTask task)
    {
        EnsureRoom();
        _ring[(_first + Count++) & (_ring.Length - 1)] = task;
    }

    public void AddFirst(PendingTask task)
    {
        EnsureRoom();
        _first = (_first - 1) & (_ring.Length - 1);
        _ring[_first] = task;
        Count++;
    }

    public PendingTask First => _ring[_first]!;

    public PendingTask RemoveFirst()
    {
        var task = _ring[_first]!;
        _ring[_first] = null;
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
        return task;
    }

    private void EnsureRoom()
    {
        if (Count < _ring.Length) return;
        var larger = new PendingTask?[_ring.Length * 2];
        for (int i = 0; i < Count; i++) larger[i] = _ring[(_first + i) & (_ring.Length - 1)];
        _ring = larger;
        _first = 0;
    }
}
