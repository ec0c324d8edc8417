using RaySharp.ObjectMemory;
using RaySharp.Objects;
using RaySharp.References;

namespace RaySharp.Ownership;

/// <summary>A stored object whose lineage is kept, as long as somebody refers to it.</summary>
internal sealed class KnownValue(ObjectEntry entry, OwnedStoredValue value)
{
    private WeakReference<ObjectEntry> _entry = new(entry);

    /// <summary>Null: nobody refers to it any more.</summary>
    public ObjectEntry? Entry => _entry.TryGetTarget(out var entry) ? entry : null;

    /// <summary>Of the value that stands for it; 0: none does.</summary>
    public long Number { get; set; } = value.Number;

    public string LostBecause { get; set; } = "";

    /// <summary>The entry that takes what is made again: the one that people refer to, or one for those tasks alone that wait for it.</summary>
    public ObjectEntry EntryFor(ObjectId id, ObjectService objects)
    {
        if (Entry is { Stored: OwnedStoredValue { IsFreed: false } } entry) return entry;
        entry = new TrackedEntry(id, objects) { IsReleased = true };
        _entry = new WeakReference<ObjectEntry>(entry);
        return entry;
    }
}
