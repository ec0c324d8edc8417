namespace RaySharp.Arena;

/// <summary>A run of bytes of an extent, taken or free, between its neighbours. Its length changes only while it is in no sorted set.</summary>
internal sealed class ExtentBlock(long offset, long length)
{
    public static IComparer<ExtentBlock> BySize { get; } = Comparer<ExtentBlock>.Create(static (one, other) =>
        one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.Offset.CompareTo(other.Offset));

    public long Offset { get; } = offset;

    public long Length { get; private set; } = length;

    public ExtentBlock? Previous { get; private set; }

    public ExtentBlock? Next { get; private set; }

    /// <summary>Keeps the first bytes; what lies behind them becomes the next block. Null when nothing does.</summary>
    public ExtentBlock? SplitAfter(long bytes)
    {
        if (bytes == Length)
            return null;
        ExtentBlock rest = new(Offset + bytes, Length - bytes) { Previous = this, Next = Next };
        Next?.Previous = rest;
        Next = rest;
        Length = bytes;
        return rest;
    }

    /// <summary>Takes over the block behind it, which is a block no more.</summary>
    public void Absorb(ExtentBlock next)
    {
        Length += next.Length;
        Next = next.Next;
        Next?.Previous = this;
    }
}
