using System.Globalization;
using RaySharp.Arena;
using RaySharp.Store;

namespace RaySharp.Tests.Store;

/// <summary>A store of four shared extents of 1 MiB whose effects are written down, sizes and offsets in KiB; disk and memory answer when they are told to.</summary>
internal sealed class RecordingStore : INodeStoreEffects
{
    public const int Shared = 1024;

    /// <summary>A pull fails so.</summary>
    public const string NoCopy = "it has none.", Full = "it has no room.";

    private readonly List<string> _effects = [];
    private readonly Queue<(Action Succeed, Action<string> Fail)> _pending = [];
    private ulong _lastRequest;
    private ulong _lastExtent;

    /// <param name="aheadKib">Up to which size of the whole store memory is made ahead.</param>
    public RecordingStore(long aheadKib = 0) => Store = new NodeStore(this, new ArenaBudget(4 * Shared << 10, Shared << 10), Self, aheadKib << 10);

    public static ProcessId Self { get; } = new(1);

    public static ProcessId A { get; } = new(2);

    public static ProcessId B { get; } = new(3);

    public static ProcessId C { get; } = new(4);

    /// <summary>Owns what other nodes have.</summary>
    public static ProcessId Foreign { get; } = new(9UL << 32 | 2);

    public NodeStore Store { get; }

    /// <summary>The nodes that the last failure named, this one included.</summary>
    public IReadOnlyList<uint> LastWithout { get; private set; } = [];

    /// <summary>What the machine has left.</summary>
    public long Left { get; set; } = long.MaxValue;

    /// <summary>Whether processes can be asked to collect garbage; else that was done a moment ago.</summary>
    public bool CanCollect { get; set; }

    /// <summary>Whether parts of extents can be given back to the system.</summary>
    public bool CanPunch { get; set; } = true;

    /// <summary>A store full of objects 1 to 4, each in an extent of its own, written and owned by A, read by B.</summary>
    public static RecordingStore FullAndRead()
    {
        RecordingStore store = new();
        for (ulong number = 1; number <= 4; number++)
        {
            store.PutAlone(A, number, Shared);
            store.Open(B, number);
        }
        store.Take();
        return store;
    }

    public static ObjectId Id(ulong number, ProcessId? owner = null) => new(new TaskId(owner ?? A, number), 0);

    /// <summary>What happened since the last time.</summary>
    public string Take()
    {
        string all = string.Join("; ", _effects);
        _effects.Clear();
        return all;
    }

    /// <summary>Memory and disk have done all that they were asked for, and what followed from it.</summary>
    public void Settle()
    {
        while (_pending.TryDequeue(out var answer)) answer.Succeed();
    }

    /// <summary>The first thing that memory or disk was asked for fails.</summary>
    public void FailNext(string reason) => _pending.Dequeue().Fail(reason);

    /// <summary>The first thing that memory or disk was asked for is done, alone: what was asked for since waits.</summary>
    public void SettleNext() => _pending.Dequeue().Succeed();

    public ulong Request(ProcessId process, long kib)
    {
        Store.ExtentRequested(process, ++_lastRequest, kib << 10);
        return _lastRequest;
    }

    /// <summary>Asks for room, and answers which extent was granted.</summary>
    public ulong Lend(ProcessId process, long kib)
    {
        _lastExtent = 0;
        Request(process, kib);
        Settle();
        Assert.NotEqual(0UL, _lastExtent);
        return _lastExtent;
    }

    public void Seal(ProcessId writer, ulong extent, ulong number, long offset, long kib, ProcessId? owner = null, bool isRead = false) =>
        Store.Sealed(writer, Id(number, owner), extent, offset << 10, kib << 10, isRead);

    /// <summary>Writes one object into an extent, and returns that.</summary>
    public ulong PutAlone(ProcessId writer, ulong number, long kib)
    {
        ulong extent = Lend(writer, kib);
        Seal(writer, extent, number, 0, kib);
        Store.ExtentReturned(writer, extent);
        return extent;
    }

    public void Open(ProcessId process, ulong number, StoreUrgency urgency = StoreUrgency.Get) => Store.Open(process, ++_lastRequest, Id(number), urgency);

    /// <summary>Opens an object that those nodes have.</summary>
    public void OpenFrom(ProcessId process, ulong number, long kib, StoreUrgency urgency, params uint[] nodes) =>
        Store.Open(process, ++_lastRequest, Id(number, Foreign), urgency, kib << 10, nodes);

    public StoreExtent Extent(ulong id) => Store.Extents.Single(extent => extent.Id == id);

    public void CreateExtent(ulong extent, long bytes, bool onDisk, ulong reserve)
    {
        Add($"create #{extent} {bytes >> 10}{(onDisk ? " on disk" : "")}{(reserve == 0 ? "" : $" of reserve {reserve}")}");
        _pending.Enqueue((() => Store.ExtentCreated(extent), reason => Store.ExtentFailed(extent, reason)));
    }

    public void GrowReserve(ulong reserve, long bytes)
    {
        Add($"grow {reserve} to {bytes >> 20} MiB");
        _pending.Enqueue((() => Store.ReserveGrown(reserve, failed: false, Left), _ => Store.ReserveGrown(reserve, failed: true, Left)));
    }

    public void ShrinkReserve(ulong reserve, long bytes) => Add($"shrink {reserve} to {bytes >> 20} MiB");

    public void DestroyExtent(ulong extent) => Add($"destroy #{extent}");

    public bool PunchExtent(ulong extent, IReadOnlyList<(long Offset, long Length)> parts)
    {
        Add($"punch #{extent}{string.Concat(parts.Select(static part => $" {part.Offset >> 10}+{part.Length >> 10}"))}");
        return CanPunch;
    }

    public void GrantExtent(ProcessId process, ulong request, ulong extent, IReadOnlyList<(long Offset, long Length)> taken)
    {
        Add($"grant {process.Value}/{request} #{extent}{string.Concat(taken.Select(one => $" {one.Offset >> 10}+{one.Length >> 10}"))}");
        _lastExtent = extent;
    }

    public void RefuseExtent(ProcessId process, ulong request, string reason) => Add($"refuse {process.Value}/{request}: {reason}");

    public void FreeBlock(ProcessId writer, ulong extent, long offset) => Add($"free {writer.Value} #{extent}@{offset >> 10}");

    public void RecallExtents(ProcessId writer) => Add($"recall {writer.Value}");

    public void Opened(ProcessId process, ulong request, ulong extent, long offset, long length) =>
        Add($"opened {process.Value}/{request} #{extent}@{offset >> 10}+{length >> 10}");

    public void OpenFailed(ProcessId process, ulong request, string reason, bool isFull, IReadOnlyList<uint> without)
    {
        LastWithout = without;
        Add($"open failed {process.Value}/{request}: {reason}{(isFull ? " (not now)" : "")}{(without.Any(static node => node != 0) ? $" without {string.Join(' ', without.Order())}" : "")}");
    }

    public void Spill(ulong batch, IReadOnlyList<StoredObject> objects)
    {
        Add($"spill {string.Join(' ', objects.Select(Name))}");
        _pending.Enqueue((() => Store.Spilled(batch, [.. objects.Select(Name)]), reason => Store.SpillFailed(batch, reason)));
    }

    public void Restore(StoredObject stored)
    {
        Add($"restore {Name(stored)}{(stored.Source is var (file, at) ? $" from #{file.Id}@{at >> 10}" : "")} to #{stored.Extent!.Id}@{stored.Offset >> 10}");
        _pending.Enqueue((() => Store.Restored(stored), reason => Store.RestoreFailed(stored, reason)));
    }

    public void Pull(StoredObject stored, uint node)
    {
        Add($"pull {Name(stored)} from {node} to #{stored.Extent!.Id}@{stored.Offset >> 10}");
        _pending.Enqueue((() => Store.Pulled(stored), reason => Store.PullFailed(stored, reason, isLost: reason == NoCopy, isFull: reason == Full)));
    }

    public void CancelPull(StoredObject stored) => Add($"cancel {Name(stored)}");

    public void Copied(ObjectId id) => Add($"copied {id.Task.Number}");

    public void Dropped(ObjectId id) => Add($"dropped {id.Task.Number}");

    public void DropSpilled(object location) => Add($"drop {location}");

    public bool AskToCollect()
    {
        if (CanCollect) Add($"collect");
        return CanCollect;
    }

    public void WaitPatiently() => Add($"wait");

    private static string Name(StoredObject stored) => stored.Id.Task.Number.ToString(CultureInfo.InvariantCulture);

    private void Add(FormattableString text) => _effects.Add(text.ToString(CultureInfo.InvariantCulture));
}
