using System.Buffers;
using RaySharp.Platform;

namespace RaySharp.Node;

/// <summary>One extent of the node's store: its memory, and this process's view of it.</summary>
internal sealed class NodeExtent : IDisposable
{
    private readonly SharedSegment _segment;
    private readonly Mapping _mapping;

    private NodeExtent(SharedSegment segment, Mapping mapping)
    {
        _segment = segment;
        _mapping = mapping;
    }

    /// <summary>Where other processes open it.</summary>
    public string Path => _segment.Path;

    public long Bytes => _segment.Bytes;

    /// <summary>This process's view of it, in which it may write when it is the writer: pages that were made present are so for it.</summary>
    public Mapping Mapping => _mapping;

    /// <summary>A new extent.</summary>
    /// <exception cref="IOException">There is no memory, or no disk, for it.</exception>
    public static NodeExtent Create(ulong id, long bytes, string? folder)
    {
        var segment = SharedSegment.Create($"extent-{id}", bytes, folder);
        try
        {
            segment.Reserve(0, bytes);
            return new NodeExtent(segment, segment.Map(writable: true));
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    /// <summary>Of memory that was made ahead; what is missing is made now.</summary>
    /// <exception cref="IOException">There is no memory for that: the caller disposes what there was.</exception>
    public static NodeExtent Of(GrowingSegment memory, long bytes)
    {
        long made = Math.Min(bytes, memory.Bytes);
        var (segment, mapping) = memory.Seal(bytes);
        segment.Reserve(made, bytes - made);
        return new NodeExtent(segment, mapping);
    }

    /// <summary>Part of it; valid until the extent is disposed.</summary>
    public Memory<byte> Slice(long offset, long length) => new View(_mapping, offset, checked((int)length)).Memory;

    /// <summary>Gives a part of it back to the system.</summary>
    /// <returns>False where that cannot be done.</returns>
    public bool TryPunch(long offset, long length) => _segment.TryPunch(offset, length);

    /// <summary>Reads a part of it, without its mapping.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Read(long offset, Span<byte> destination) => _segment.Read(offset, destination);

    public void Dispose()
    {
        _segment.Dispose();
        _mapping.Dispose();     // stays while a writer in this process holds it
    }

    private sealed unsafe class View(Mapping mapping, long offset, int length) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(length);

        public override Span<byte> GetSpan() => new(mapping.Pointer + offset, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(mapping.Pointer + offset + elementIndex, default, this);

        public override void Unpin() { }

        protected override void Dispose(bool disposing) { }
    }
}
