using RaySharp.Arena;
using RaySharp.Platform;

namespace RaySharp.ObjectMemory;

/// <summary>An extent that this process alone writes in. Under the writer's lock.</summary>
internal sealed class WriterExtent(ulong id, Mapping mapping, ExtentAllocator allocator)
{
    public ulong Id => id;

    /// <summary>Held as long as anything is written in it.</summary>
    public Mapping Mapping => mapping;

    public ExtentAllocator Allocator => allocator;

    /// <summary>Blocks that are being filled.</summary>
    public int Unsealed { get; set; }

    /// <summary>Nothing new is written in it: it goes back when the last block is sealed.</summary>
    public bool IsFull { get; set; }
}
