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

    /// <summary>Makes the pages of a block that has an extent to itself present in one call: one by one, as they are written, takes longer.</summary>
    public void Prefault()
    {
        if (offset == 0 && length > extent.Mapping.Length / 2) extent.Mapping.PrefaultRest(length);
    }

    public override Memory<byte> Memory => CreateMemory(length);

    public override Span<byte> GetSpan() => new(_place.Pointer, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_place.Pointer + elementIndex, default, this);

    public override void Unpin() { }

    /// <summary>The object stays in its place until its builder is done with the block: then the look is disposed.</summary>
    public void ReadBy(IDisposable look) => _place.ReadBy(look);

    /// <summary>From now on it is an object's, and nobody writes there. False: it was given back before.</summary>
    public bool TrySeal() => _place.TrySeal();

    void IDisposable.Dispose() => _place.Leave();

    protected override void Dispose(bool disposing) { }

    /// <summary>What is left to do when nothing refers to the block any more. Its builder may read a sealed one until then: the mapping stays.</summary>
    private sealed class Place(ArenaWriter writer, WriterExtent extent, long offset)
    {
        private readonly Lock _lock = new();
        private readonly Mapping _mapping = extent.Mapping.Share();
        private IDisposable? _look;
        private bool _isSealed;
        private bool _isLeft;

        ~Place()
        {
            Leave();
            _mapping.Release();
        }

        public byte* Pointer => _mapping.Pointer + offset;

        public bool TrySeal()
        {
            lock (_lock) return !_isLeft && !_isSealed && (_isSealed = true);
        }

        public void ReadBy(IDisposable look)
        {
            lock (_lock)
            {
                if (!_isLeft)
                {
                    _look = look;
                    return;
                }
            }
            look.Dispose();
        }

        /// <summary>The builder is done with it: a block that was not sealed is given back.</summary>
        public void Leave()
        {
            IDisposable? look;
            lock (_lock)
            {
                if (_isLeft) return;
                _isLeft = true;
                look = _look;
            }
            if (!_isSealed) writer.GiveBack(extent, offset);
            look?.Dispose();
        }
    }
}
