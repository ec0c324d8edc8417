using System.Buffers;
using RaySharp.Blocks;
using RaySharp.Platform;

namespace RaySharp.ObjectMemory;

/// <summary>A place in an extent that is being filled, and then sealed or given back.</summary>
/// <remarks>One that is dropped without either gives its place back when it is collected: nobody can write there any more then.</remarks>
internal sealed unsafe class MemoryBlock : MemoryManager<byte>, IBlock
{
    private const int Filling = 0, Sealed = 1, GivenBack = 2;
    private readonly ArenaWriter _writer;
    private readonly Mapping _mapping;
    private readonly byte* _pointer;
    private readonly int _length;
    private int _state;

    public MemoryBlock(ArenaWriter writer, WriterExtent extent, long offset, int length)
    {
        _writer = writer;
        Extent = extent;
        Offset = offset;
        _length = length;
        _mapping = extent.Mapping.Share();
        _pointer = _mapping.Pointer + offset;
    }

    ~MemoryBlock() => Dispose(disposing: false);

    public WriterExtent Extent { get; }

    public long Offset { get; }

    public override Memory<byte> Memory => CreateMemory(_length);

    public override Span<byte> GetSpan() => new(_pointer, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_pointer + elementIndex, default, this);

    public override void Unpin() { }

    /// <summary>From now on it is an object's, and nobody writes there. False: it was given back before.</summary>
    public bool TrySeal() => Interlocked.CompareExchange(ref _state, Sealed, Filling) == Filling;

    void IDisposable.Dispose() => Dispose(disposing: true);

    /// <remarks>Its builder may still read it, sealed or not: the mapping stays until the block is collected.</remarks>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.CompareExchange(ref _state, GivenBack, Filling) == Filling) _writer.GiveBack(this);
        if (!disposing) _mapping.Release();
    }
}
