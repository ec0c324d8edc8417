using System.Runtime.InteropServices;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Objects;
using RaySharp.Reconstruction;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>Has lost objects of this process made again: the shell around <see cref="Lineage"/>.</summary>
/// <remarks>
/// (1) What made a stored object is kept with it. (2) A read finds that the object is gone: its value waits. (3) Its task runs again, after those that make its arguments.
/// (4) What comes is the value from now on, and who waited reads it. One lock around the lineage; tasks are run and values failed outside of it.
/// </remarks>
internal sealed partial class LineageKeeper
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectId, KnownValue> _values = [];
    private readonly Queue<Action> _todo = [];
    private readonly Lineage _lineage;
    private readonly ObjectService _objects;
    private readonly long _budget;
    private bool _isClosed;

    /// <param name="objects">This process's objects.</param>
    /// <param name="budget">So many bytes of lineage are kept.</param>
    public LineageKeeper(ObjectService objects, long budget)
    {
        _objects = objects;
        _budget = budget;
        _lineage = new Lineage(this, budget);
        objects.Store.Opens.Lost = Lost;
        objects.Store.Opens.Deleted = Deleted;
    }

    /// <summary>A gigabyte, or a quarter of the memory where that is less.</summary>
    public static long DefaultBudget => Math.Min(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    /// <summary>The bytes of lineage that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock) return _lineage.Bytes;
        }
    }

    /// <summary>Tasks and objects of which something is kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _lineage.TaskCount + _lineage.ObjectCount + _values.Count;
        }
    }

    /// <summary>(1) A task stored objects for the first time; before they are completed, since who reads one may find it lost.</summary>
    public void Keep(Recipe recipe, IReadOnlyList<(ObjectEntry Entry, OwnedStoredValue Value)> stored)
    {
        lock (_lock)
        {
            foreach (var (entry, value) in stored) _values[entry.Id] = new KnownValue(entry, value);
            _lineage.Made(new LineageTask(recipe, [.. stored.Select(static made => made.Entry.Id)], recipe.Arguments, recipe.Bytes, recipe.RetriesLeft));
        }
        DoAll();
    }

    /// <summary>(2) The last copy of an object of this process is gone. True: it is being made again, and its value waits; false: it is lost for good, and its value has failed and says why.</summary>
    public bool TryRemake(ObjectId id, string reason)
    {
        ObjectEntry? entry;
        lock (_lock) entry = _values.GetValueOrDefault(id)?.Entry;
        return entry?.Stored is OwnedStoredValue value && TryRemake(value, reason);
    }

    /// <summary>The runtime ends: what is being made again is not waited for.</summary>
    public void Close()
    {
        List<OwnedStoredValue> waiting = [];
        lock (_lock)
        {
            _isClosed = true;
            foreach (var known in _values.Values)
            {
                if (known.Entry?.Stored is OwnedStoredValue { IsBeingRemade: true } value) waiting.Add(value);
            }
        }
        foreach (var value in waiting) value.Failed(LineageTexts.Failure(value.Id, "", new LineageFailure(LineageFault.Closed, value.Id), _budget).ToException);
    }

    /// <summary>(4) A task has run again.</summary>
    public void Complete(Remake remake, in DoneHeader done, ReadOnlySpan<byte> payload, Link from, int retriesLeft)
    {
        Dictionary<ObjectId, ObjectEntry> wanted;
        lock (_lock) wanted = _lineage.WantedOf(remake.Task).ToDictionary(static id => id, id => _values[id].EntryFor(id, _objects));
        var answer = Arrived.Open(from, _objects, done.Bag, payload, [.. wanted.Values], out ulong bag);
        var stored = StoredLengths(remake, done, answer);
        var failure = wanted.Keys.Any(id => !stored.ContainsKey(id)) ? LineageTexts.MadeOthers((Recipe)remake.Task.Recipe, wanted.Keys.First(id => !stored.ContainsKey(id))) : null;
        foreach (var (id, length) in stored)
        {
            if (failure is null && wanted.TryGetValue(id, out var entry)) There(entry, length);
            else _objects.Store.Opens.Discard(id);
        }
        if (bag != 0) _objects.SettleBag(from, bag);
        End(remake, retriesLeft, failure);
        GC.KeepAlive(wanted);       // until those that wait hold them
    }

    /// <summary>A task was to run again, and failed.</summary>
    public void Fail(Remake remake, RemoteFailure failure, int retriesLeft)
    {
        foreach (var id in remake.Task.Outputs) _objects.Store.Opens.Discard(id);
        End(remake, retriesLeft, failure);
    }

    /// <summary>Somebody here reads a value that is not in the store.</summary>
    private void Lost(StoredValue value, string reason)
    {
        if (value is OwnedStoredValue own) TryRemake(own, reason);
        else _objects.AskAgain(value);
    }

    private bool TryRemake(OwnedStoredValue value, string reason)
    {
        LineageFailure? failure;
        lock (_lock)
        {
            failure = _isClosed ? new LineageFailure(LineageFault.Closed, value.Id) : _lineage.Lost(value.Id);
            if (failure is null && value.BeginRemake()) _values[value.Id].LostBecause = reason;
        }
        DoAll();
        if (failure is not null) value.Failed(LineageTexts.Failure(value.Id, reason, failure, _budget).ToException);
        return failure is null;
    }

    private void Deleted(IReadOnlyList<(ObjectId Id, long Number)> deleted)
    {
        lock (_lock)
        {
            foreach (var (id, number) in deleted)
            {
                if (number != 0 && _values.TryGetValue(id, out var known) && known.Number == number) _lineage.Unreferenced(id);
            }
        }
        DoAll();
    }

    private void There(ObjectEntry entry, long length)
    {
        if (entry.Stored is OwnedStoredValue value)
        {
            value.Remade(length);
            return;
        }
        value = _objects.Store.OwnValue(entry.Id, length, null);
        lock (_lock) _values[entry.Id].Number = value.Number;
        entry.TryComplete(value);
    }

    private void End(Remake remake, int retriesLeft, RemoteFailure? failure)
    {
        List<ObjectEntry> held;
        lock (_lock)
        {
            held = ((Recipe)remake.Task.Recipe).TakeHeld();
            if (failure is null) _lineage.Remade(remake.Task, retriesLeft);
            else _lineage.Failed(remake.Task, retriesLeft, failure);
        }
        foreach (var argument in held) argument.ReleaseHold();
        DoAll();
    }

    private static Dictionary<ObjectId, long> StoredLengths(Remake remake, in DoneHeader done, ReadOnlySpan<byte> answer)
    {
        Dictionary<ObjectId, long> stored = [];
        if (done.Status != DoneStatus.Stored || answer.Length < done.Returns * sizeof(long)) return stored;
        var lengths = MemoryMarshal.Cast<byte, long>(answer[..(done.Returns * sizeof(long))]);
        var task = remake.Task.Outputs[0].Task;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 0) stored.Add(new ObjectId(task, (uint)i), -lengths[i]);
        }
        return stored;
    }

    /// <summary>What the lineage has decided is done where no lock is held.</summary>
    private void DoAll()
    {
        while (true)
        {
            Action? next;
            lock (_lock)
            {
                if (!_todo.TryDequeue(out next)) return;
            }
            next();
        }
    }
}
