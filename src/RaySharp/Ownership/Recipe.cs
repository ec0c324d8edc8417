using RaySharp.ObjectMemory;
using RaySharp.Objects;
using RaySharp.References;

namespace RaySharp.Ownership;

/// <summary>What it takes to run a task or call again whose objects were stored.</summary>
/// <remarks>
/// Values in the store of this process are not kept for it: they can be made again in their turn. What cannot be is held: small values that no frame holds, and references to
/// objects of other processes. Handles of actors are not: an actor ends with the last that its user has.
/// </remarks>
internal abstract class Recipe
{
    private const int Overhead = 512, EntryOverhead = 128;
    private readonly Dictionary<ObjectId, WeakReference<ObjectEntry>> _arguments = [];
    private readonly ReferenceBag _kept = new();
    private readonly ObjectService _objects;
    private List<ObjectEntry> _held = [];

    protected Recipe(string name, byte[] frame, TaskExtras? rare, int retriesLeft, bool mayRepeat, ObjectService objects)
    {
        _objects = objects;
        Name = name;
        MayRepeat = mayRepeat;
        RetriesLeft = retriesLeft;
        Bytes = Overhead;
        if (retriesLeft == 0) return;      // it will never run again: its name is all that is needed
        Frame = frame;
        Bytes += frame.Length;
        foreach (var (_, entry) in rare?.Splices ?? []) Add(entry, isInFrame: true);
        if (rare is not { CarriesAny: true }) return;
        Carried = rare.CarriedIds;
        foreach (var entry in rare.Carried?.Objects ?? []) Add(entry, isInFrame: false);
        foreach (var id in rare.SplicedContents)
        {
            if (!id.IsActor && objects.Find(id.Object) is { } entry) Add(entry, isInFrame: false);
        }
        objects.Hold(_kept, null);
    }

    public string Name { get; }

    /// <summary>Whether it could ever be repeated: else nobody expects it.</summary>
    public bool MayRepeat { get; }

    public int RetriesLeft { get; }

    /// <summary>Header, extras and arguments, values spliced in.</summary>
    public byte[] Frame { get; } = [];

    /// <summary>The references that travel with it.</summary>
    public SharedId[] Carried { get; } = [];

    /// <summary>The stored objects of this process that it needs.</summary>
    public IEnumerable<ObjectId> Arguments => _arguments.Keys;

    public long Bytes { get; private set; }

    /// <summary>Runs it, with all arguments held; what becomes of it is told to <see cref="TaskExtras.Remake"/>.</summary>
    /// <param name="remake">Takes what it makes.</param>
    /// <param name="retriesLeft">How often it may be repeated if it crashes.</param>
    /// <param name="outputs">Who waits for it here.</param>
    public abstract void Run(Remake remake, int retriesLeft, IReadOnlyList<ObjectEntry> outputs);

    /// <summary>Holds the value of an argument that was put; false if it is gone.</summary>
    public bool TryHoldPut(ObjectId id)
    {
        if (!_arguments[id].TryGetTarget(out var entry) || entry.Stored is not OwnedStoredValue { IsFreed: false } || _objects.Store.Opens.Copies.IsLost(id)) return false;
        Hold(entry);
        return true;
    }

    /// <summary>Keeps an argument until the run is over.</summary>
    public void Hold(ObjectEntry argument)
    {
        argument.AddHold();
        _held.Add(argument);
    }

    /// <summary>The run is over, or will not be: what was held for it. To be released where no lock is held.</summary>
    public List<ObjectEntry> TakeHeld()
    {
        var held = _held;
        _held = [];
        return held;
    }

    /// <summary>It will not run any more.</summary>
    public void Drop() => _objects.Release(_kept, null);

    private void Add(ObjectEntry entry, bool isInFrame)
    {
        if (entry.IsCompleted && entry.Failure is null && entry.Stored is not null && entry.Id.Task.Owner == _objects.Self)
        {
            if (_arguments.TryAdd(entry.Id, new WeakReference<ObjectEntry>(entry))) Bytes += EntryOverhead;
        }
        else if (!isInFrame || entry.Stored is not null)
        {
            _kept.Objects.Add(entry);
            Bytes += EntryOverhead + (entry is { IsCompleted: true, Stored: null } ? entry.Bytes.Length : 0);
        }
    }
}
