using System.Buffers;
using RaySharp.Blocks;

namespace RaySharp.Tests.Codecs;

/// <summary>Memory that stands for a mapping, and counts its uses.</summary>
internal sealed class SharedPages(ReadOnlyMemory<byte> bytes) : MemoryManager<byte>, IUseCounted
{
    private readonly ReadOnlyMemory<byte> _pages = Bytes.Shared(bytes.Span);

    public int Uses { get; private set; }

    public override Span<byte> GetSpan() => System.Runtime.InteropServices.MemoryMarshal.AsMemory(_pages).Span;

    public override MemoryHandle Pin(int elementIndex = 0) => _pages[elementIndex..].Pin();

    public override void Unpin() { }

    public void AddUse() => Uses++;

    public void RemoveUse() => Uses--;

    protected override void Dispose(bool disposing) { }
}
