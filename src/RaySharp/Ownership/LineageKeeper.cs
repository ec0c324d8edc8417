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
        Copies.Recovery = TryRemake;
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

    private ObjectCopies Copies => _objects.Store.Opens.Copies;

    /// <summary>(2) No node has a copy of an object of this process any more, and somebody reads it. Null: it is being made again; else why it cannot be.</summary>
    public Func<Exception>? TryRemake(ObjectId id, string reason)
    {
        LineageFailure? failure;
        lock (_lock)
        {
            failure = _isClosed ? new LineageFailure(LineageFault.Closed, id) : _lineage.Lost(id);
            if (failure is null) _values[id].LostBecause = reason;
        }
        DoAll();
        return failure is null ? null : LineageTexts.Failure(id, reason, failure, _budget).ToException;
    }

    /// <summary>The runtime ends: nothing is made again any more.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
    }

    /// <summary>(4) A task has run again.</summary>
    public void Complete(Remake remake, in DoneHeader done, ReadOnlySpan<byte> payload, Link from, int retriesLeft)
    {
        Dictionary<ObjectId, ObjectEntry> wanted;
        lock (_lock) wanted = _lineage.WantedOf(remake.Task).ToDictionary(static id => id, id => _values[id].EntryFor(id, _objects));
        var answer = Arrived.Open(from, _objects, done.Bag, payload, [.. wanted.Values], out ulong bag);
        var stored = StoredLengths(remake, done, answer);
        var failure = wanted.Keys.Any(id => !stored.ContainsKey(id)) ? LineageTexts.MadeOthers((Recipe)remake.Task.Recipe, wanted.Keys.First(id => !stored.ContainsKey(id))) : null;
        foreach (var id in remake.Task.Outputs) _objects.Store.Opens.Discard(id, except: failure is null && wanted.ContainsKey(id) ? from.Peer.Node : 0);      // also what attempts have stored that did not answer
        _objects.Store.Opens.TellNow();
        if (failure is null)
        {
            foreach (var (id, entry) in wanted) There(entry, stored[id], from.Peer.Node);
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

    private void Deleted(IReadOnlyList<(ObjectId Id, long Number)> deleted)
    {
        lock (_lock)
        {
            foreach (var (id, number) in deleted)
            {
                if (_values.TryGetValue(id, out var known) && known.Number == number) _lineage.Unreferenced(id);
            }
        }
        DoAll();
    }

    private void There(ObjectEntry entry, long length, uint node)
    {
        if (entry.Stored is OwnedStoredValue value)
        {
            value.Remade(length);
            Copies.Remade(entry.Id, length, node);
            return;
        }
        value = _objects.Store.OwnValue(entry.Id, length, node, null);
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
        foreach (var id in remake.Task.Outputs) _objects.Store.Opens.Delete(id, number: 0);      // was expected, and no value stands for it
        DoAll();
        foreach (var id in remake.Task.Outputs) Copies.MakingOver(id);
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
