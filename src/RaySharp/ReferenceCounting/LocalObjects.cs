using System.Diagnostics.CodeAnalysis;
using RaySharp.References;

namespace RaySharp.ReferenceCounting;

/// <summary>The one entry that this process has for each object that other processes know of, too. Safe from any thread.</summary>
/// <remarks>
/// Strong while the reference table counts something for the object, weak otherwise: code that just got an entry, or holds a reference the table
/// was never told of, still meets the same entry again. Calls of <see cref="Keep"/> and <see cref="LetGo"/> come in the table's order, under its lock.
/// </remarks>
/// <param name="borrow">Makes an entry for somebody else's object; must not call back.</param>
internal sealed class LocalObjects(Func<ObjectId, ObjectEntry> borrow)
{
    private const int FirstSweep = 64;
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectId, object> _cells = [];    // an ObjectEntry, or a WeakReference to one
    private int _weak;
    private int _sweepAt = FirstSweep;

    public int Count
    {
        get
        {
            lock (_lock) return _cells.Count;
        }
    }

    /// <summary>The object's entry; a borrowed one is made where there is none.</summary>
    public ObjectEntry Get(ObjectId id)
    {
        lock (_lock)
        {
            if (Find(id) is { } known) return known;
            var entry = borrow(id);
            SetWeak(entry);
            return entry;
        }
    }

    public bool TryGet(ObjectId id, [NotNullWhen(true)] out ObjectEntry? entry)
    {
        lock (_lock) entry = Find(id);
        return entry is not null;
    }

    /// <summary>The table counts a hold of it: it stays.</summary>
    public void Keep(ObjectEntry entry)
    {
        lock (_lock)
        {
            if (_cells.TryGetValue(entry.Id, out object? cell) && cell is not ObjectEntry) _weak--;
            _cells[entry.Id] = entry;
        }
    }

    /// <summary>The table counts nothing for it any more: it goes when nobody uses it.</summary>
    public void LetGo(ObjectId id)
    {
        lock (_lock)
        {
            if (_cells.TryGetValue(id, out object? cell) && cell is ObjectEntry entry) SetWeak(entry);
        }
    }

    private ObjectEntry? Find(ObjectId id)
    {
        if (!_cells.TryGetValue(id, out object? cell)) return null;
        if (cell is ObjectEntry entry) return entry;
        if (((WeakReference<ObjectEntry>)cell).TryGetTarget(out entry!)) return entry;
        _cells.Remove(id);
        _weak--;
        return null;
    }

    private void SetWeak(ObjectEntry entry)
    {
        if (_weak >= _sweepAt) Sweep();
        _cells[entry.Id] = new WeakReference<ObjectEntry>(entry);
        _weak++;
    }

    // In bulk, at twice what was left the last time: O(1) for each entry that goes.
    private void Sweep()
    {
        foreach (var (id, cell) in _cells)
        {
            if (cell is not WeakReference<ObjectEntry> weak || weak.TryGetTarget(out _)) continue;
            _cells.Remove(id);
            _weak--;
        }
        _sweepAt = Math.Max(FirstSweep, _weak * 2);
    }
}
