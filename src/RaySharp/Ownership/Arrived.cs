using RaySharp.Codecs;
using RaySharp.Messages;
using RaySharp.Objects;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>Values that came with references in them.</summary>
internal static class Arrived
{
    /// <summary>Takes the references off the front of the values, and has the entries contain them. Then settle the bag, where it is not 0.</summary>
    public static ReadOnlySpan<byte> Open(Link from, ObjectService objects, ulong bag, ReadOnlySpan<byte> bytes, IReadOnlyList<ObjectEntry?> entries, out ulong toSettle)
    {
        toSettle = 0;
        if (bag == 0) return bytes;
        CodecReader reader = new(bytes);
        var ids = Forms.ReadSharedIds(ref reader);
        if (objects.BagArrived(from.Peer, bag, ids)) toSettle = bag;
        foreach (var entry in entries)
        {
            if (entry is TrackedEntry tracked) objects.Contain(tracked, ids);
        }
        return reader.ReadBytes(reader.Remaining);
    }
}
