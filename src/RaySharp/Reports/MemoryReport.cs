using RaySharp.Reports;

namespace RaySharp;

/// <summary>What the object store holds, and for whom. Its text is a table for people.</summary>
public sealed record MemoryReport
{
    /// <summary>So many objects are described one by one at most; of more, the largest.</summary>
    public const int MaxObjects = 10_000;

    /// <summary>The objects, the largest first; at most <see cref="MaxObjects"/>.</summary>
    public required IReadOnlyList<ObjectInfo> Objects { get; init; }

    /// <summary>How many objects there are.</summary>
    public required int ObjectCount { get; init; }

    /// <summary>Bytes of shared memory that the store may take.</summary>
    public required long Capacity { get; init; }

    /// <summary>Bytes of shared memory that objects take, with the gaps between them and what writers have at hand.</summary>
    public required long InUse { get; init; }

    /// <summary>Bytes of shared memory made ahead, for the next large object; given back when the capacity or the machine runs short.</summary>
    public required long Reserved { get; init; }

    /// <summary>Bytes of the objects that have a copy on disk.</summary>
    public required long Spilled { get; init; }

    /// <summary>How many requests wait for room.</summary>
    public required int WaitingRequests { get; init; }

    /// <summary>The table: the store, sums for each call site, and the largest objects.</summary>
    /// <returns>Several lines.</returns>
    public override string ToString() => MemoryTable.Of(this);
}
