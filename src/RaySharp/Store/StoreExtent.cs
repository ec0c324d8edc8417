using RaySharp.Arena;

namespace RaySharp.Store;

/// <summary>One extent as the node knows it.</summary>
internal sealed class StoreExtent(ulong id, long bytes, bool onDisk)
{
    public ulong Id { get; } = id;

    public long Bytes { get; } = bytes;

    /// <summary>A file, made because memory did not suffice: it counts against no capacity and goes when it is empty.</summary>
    public bool OnDisk { get; } = onDisk;

    public ExtentState State { get; set; } = ExtentState.Creating;

    /// <summary>Who writes in it, while it is leased.</summary>
    public ProcessId Writer { get; set; }

    /// <summary>What was sealed in it and is there, by offset.</summary>
    public SortedDictionary<long, StoredObject> Objects { get; } = [];

    public long LiveBytes { get; set; }

    /// <summary>Bytes between its objects that were given back to the system: nobody writes in it again, and it goes when it is empty.</summary>
    public long HoleBytes { get; set; }

    /// <summary>What it takes of the capacity.</summary>
    public long HeldBytes => OnDisk ? 0 : Bytes - HoleBytes;

    /// <summary>For whom it is being made.</summary>
    public StoreRequest? MadeFor { get; set; }

    /// <summary>The reserve of which it was made; 0: of none.</summary>
    public ulong Reserve { get; set; }

    /// <summary>When something in it was last written or opened; the least is evicted first.</summary>
    public ulong LastUsed { get; set; }

    public bool IsEmpty => Objects.Count == 0;

    /// <summary>What lies there: offsets and lengths, in their order.</summary>
    public IEnumerable<(long Offset, long Length)> Taken => Objects.Select(static place => (place.Key, place.Value.RoomBytes));

    /// <summary>The longest run without an object.</summary>
    public long LargestGap() => Gaps().Max(static gap => gap.End - gap.Begin);

    /// <summary>The whole pages without an object: what can be given back to the system.</summary>
    public IReadOnlyList<(long Offset, long Length)> EmptyPages()
    {
        const long Page = ArenaBudget.PageBytes;
        return [.. Gaps().Select(static gap => (Begin: (gap.Begin + Page - 1) & -Page, End: gap.End & -Page)).Where(static pages => pages.End > pages.Begin).Select(static pages => (pages.Begin, pages.End - pages.Begin))];
    }

    /// <summary>The runs without an object.</summary>
    private IEnumerable<(long Begin, long End)> Gaps()
    {
        long end = 0;
        foreach (var (offset, stored) in Objects)
        {
            yield return (end, offset);
            end = offset + stored.RoomBytes;
        }
        yield return (end, Bytes);
    }
}
