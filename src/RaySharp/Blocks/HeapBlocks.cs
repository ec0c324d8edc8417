namespace RaySharp.Blocks;

/// <summary>Blocks on the managed heap, for values that are built where no store is.</summary>
internal sealed class HeapBlocks : IBlockSource
{
    public static HeapBlocks Instance { get; } = new();

    public IBlock Allocate(long bytes, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, AlignedMemory.MaxLength);
        return new Block(AlignedMemory.Allocate((int)bytes));
    }

    private sealed class Block(Memory<byte> memory) : IBlock
    {
        public Memory<byte> Memory { get; } = memory;

        public void Dispose() { } // the collector takes it
    }
}
