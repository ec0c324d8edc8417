using RaySharp.Arena;

namespace RaySharp.Store;

/// <summary>One sealed object as the node knows it.</summary>
internal sealed class StoredObject(ObjectId id, ProcessId writer, long length)
{
    public ObjectId Id { get; } = id;

    public ProcessId Writer { get; } = writer;

    public long Length { get; } = length;

    /// <summary>What it takes in an extent.</summary>
    public long RoomBytes => (Math.Max(1, Length) + ExtentAllocator.Granularity - 1) & -ExtentAllocator.Granularity;

    /// <summary>Where it is, or is being restored or pulled to; null while it is only on disk.</summary>
    public StoreExtent? Extent { get; set; }

    public long Offset { get; set; }

    /// <summary>Its place in a file, while it is being copied to memory from there: taken until that is done.</summary>
    public (StoreExtent Extent, long Offset)? Source { get; set; }

    /// <summary>Processes that may read it where it is.</summary>
    public HashSet<ProcessId> Readers { get; } = [];

    /// <summary>Those who wait until it is in memory.</summary>
    public List<(ProcessId Process, ulong Request)> Waiting { get; } = [];

    /// <summary>The restoring that waits for room.</summary>
    public StoreRequest? RestoreRequest { get; set; }

    public bool IsRestoring { get; set; }

    public bool IsSpilling { get; set; }

    /// <summary>The first copy is on another node: this one is dropped where room is short.</summary>
    public bool IsCopy { get; set; }

    /// <summary>Its way here, while it is on it; then it is neither in memory nor on disk.</summary>
    public ObjectPull? Pull { get; set; }

    /// <summary>Where its copy on disk is; it may be in memory as well.</summary>
    public object? OnDisk { get; set; }

    /// <summary>Its owner needs it no more; it goes with its last reader.</summary>
    public bool IsDeleted { get; set; }

    public bool IsInMemory => Extent is not null && !IsRestoring;

    /// <summary>It can leave memory without being written.</summary>
    public bool IsClean => OnDisk is not null || IsCopy;

    /// <summary>Nobody looks at it where it is.</summary>
    public bool MayMove => Readers.Count == 0 && IsInMemory && !IsSpilling;
}
