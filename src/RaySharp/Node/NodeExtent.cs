using System.Buffers;
using RaySharp.Platform;

namespace RaySharp.Node;

/// <summary>One extent of the node's store: its memory, and this process's view of it.</summary>
internal sealed class NodeExtent : IDisposable
{
    private readonly SharedSegment _segment;
    private readonly Mapping _mapping;

    /// <exception cref="IOException">There is no memory, or no disk, for it.</exception>
    public NodeExtent(ulong id, long bytes, string? folder)
    {
        _segment = SharedSegment.Create($"extent-{id}", bytes, folder);
        try
        {
            _segment.Reserve(0, bytes);
            _mapping = _segment.Map(writable: true);
        }
        catch
        {
            _segment.Dispose();
            throw;
        }
    }

    /// <summary>Where other processes open it.</summary>
    public string Path => _segment.Path;

    public long Bytes => _segment.Bytes;

    /// <summary>Part of it; valid until the extent is disposed.</summary>
    public Memory<byte> Slice(long offset, long length) => new View(_mapping, offset, checked((int)length)).Memory;

    public void Dispose()
    {
        _segment.Dispose();
        _mapping.Dispose();
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
