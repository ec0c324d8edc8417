using System.Buffers;
using RaySharp.Blocks;
using RaySharp.Platform;

namespace RaySharp.ObjectMemory;

/// <summary>A place in an extent that is being filled, and then sealed or given back.</summary>
/// <remarks>One that is dropped without either gives its place back when it is collected: nobody can write there any more then.</remarks>
internal sealed unsafe class MemoryBlock(ArenaWriter writer, WriterExtent extent, long offset, int length) : MemoryManager<byte>, IBlock
{
    private readonly Place _place = new(writer, extent, offset);

    public ArenaWriter Writer => writer;

    public WriterExtent Extent => extent;

    public long Offset => offset;

    public override Memory<byte> Memory => CreateMemory(length);

    public override Span<byte> GetSpan() => new(_place.Pointer, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_place.Pointer + elementIndex, default, this);

    public override void Unpin() { }

    /// <summary>From now on it is an object's, and nobody writes there. False: it was given back before.</summary>
    public bool TrySeal() => _place.TrySeal();

    void IDisposable.Dispose() => _place.GiveBack();

    protected override void Dispose(bool disposing) { }

    /// <summary>What is left to do when nothing refers to the block any more. Its builder may read a sealed one until then: the mapping stays.</summary>
    private sealed class Place(ArenaWriter writer, WriterExtent extent, long offset)
    {
        private const int Filling = 0, Sealed = 1, GivenBack = 2;
        private readonly Mapping _mapping = extent.Mapping.Share();
        private int _state;

        ~Place()
        {
            GiveBack();
            _mapping.Release();
        }

        public byte* Pointer => _mapping.Pointer + offset;

        public bool TrySeal() => Interlocked.CompareExchange(ref _state, Sealed, Filling) == Filling;

        public void GiveBack()
        {
            if (Interlocked.CompareExchange(ref _state, GivenBack, Filling) == Filling) writer.GiveBack(extent, offset);
        }
    }
}
