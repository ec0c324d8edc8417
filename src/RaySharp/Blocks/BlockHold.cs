namespace RaySharp.Blocks;

/// <summary>The builder's hold on a block: adopted at most once, let go once.</summary>
/// <param name="block">The block.</param>
internal sealed class BlockHold(IBlock block) : IDisposable
{
    private const int Held = 0;
    private const int Adopted = 1;
    private const int Disposed = 2;
    private int _state;

    public IBlock Block => block;

    /// <summary>Takes a new block.</summary>
    public static BlockHold Of(IBlockSource source, long bytes, CancellationToken cancel = default)
    {
        var block = source.Allocate(bytes, cancel);
        if (block.Memory.Length >= bytes && AlignedMemory.IsAligned(block.Memory.Span, AlignedMemory.Alignment)) return new BlockHold(block);
        block.Dispose();
        throw new InvalidOperationException($"A block of {bytes:N0} bytes at a multiple of {AlignedMemory.Alignment} was asked for; {source.GetType().Name} gave {block.Memory.Length:N0} bytes.");
    }

    /// <summary>Whether the caller is the one that may seal the block.</summary>
    public bool TryAdopt() => Interlocked.CompareExchange(ref _state, Adopted, Held) == Held;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _state, Disposed) != Disposed) block.Dispose();
    }
}

/// <summary>A block with the whole encoding of a value in it.</summary>
/// <param name="Block">The block.</param>
/// <param name="Offset">Where the encoding starts in it.</param>
/// <param name="Length">The encoding's bytes.</param>
internal readonly record struct AdoptedBlock(IBlock Block, int Offset, int Length);
