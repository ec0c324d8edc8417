using RaySharp.Texts;

namespace RaySharp.Arena;

/// <summary>
/// Which bytes of one extent are taken, as its only writer knows it: best fit, exact, in O(log n). Nothing of this lies in the
/// extent, so that nobody who maps it can corrupt it. For one thread at a time.
/// </summary>
internal sealed class ExtentAllocator
{
    /// <summary>Offsets and lengths are multiples of it: a cache line, and what Arrow asks of its buffers.</summary>
    public const int Granularity = 64;

    private readonly SortedSet<ExtentBlock> _free = new(ExtentBlock.BySize);
    private readonly Dictionary<long, ExtentBlock> _taken = [];

    /// <param name="bytes">The extent's size; a rest below <see cref="Granularity"/> is not used.</param>
    public ExtentAllocator(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, Granularity);
        Capacity = bytes & -Granularity;
        _free.Add(new ExtentBlock(0, Capacity));
    }

    /// <summary>Of an extent in which something lies already.</summary>
    /// <param name="bytes">The extent's size.</param>
    /// <param name="taken">Offsets, ascending, and lengths: multiples of <see cref="Granularity"/>.</param>
    public static ExtentAllocator Resume(long bytes, IEnumerable<(long Offset, long Length)> taken)
    {
        ExtentAllocator allocator = new(bytes);
        List<long> gaps = [];
        long end = 0;
        foreach ((long offset, long length) in taken)
        {
            if (offset > end && allocator.TryAllocate(offset - end, out long gap))
                gaps.Add(gap);
            if (!allocator.TryAllocate(length, out long place) || place != offset)
                throw new InvalidOperationException($"An extent of {bytes} bytes cannot hold {length} bytes at {offset}: {end} are taken before it.");
            end = offset + length;
        }
        foreach (long gap in gaps)
            _ = allocator.Free(gap);
        return allocator;
    }

    public long Capacity { get; }

    /// <summary>Bytes of all that is taken, each rounded up.</summary>
    public long Used { get; private set; }

    /// <summary>The largest request that would succeed now; 0 when nothing is free.</summary>
    public long LargestFree => _free.Max?.Length ?? 0;

    public int Count => _taken.Count;

    public bool IsEmpty => _taken.Count == 0;

    /// <summary>Takes the smallest gap that is large enough, and of equal ones the first. False exactly when there is none.</summary>
    /// <param name="bytes">At least 1.</param>
    /// <param name="offset">Where it lies; 0 if there is no gap.</param>
    public bool TryAllocate(long bytes, out long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        offset = 0;
        if (_free.Max is not { } largest || bytes > largest.Length)
            return false;
        long length = (bytes + Granularity - 1) & -Granularity;
        ExtentBlock gap = _free.GetViewBetween(new ExtentBlock(0, length), largest).Min!;
        _free.Remove(gap);
        if (gap.SplitAfter(length) is { } rest)
            _free.Add(rest);
        offset = gap.Offset;
        _taken.Add(offset, gap);
        Used += length;
        return true;
    }

    /// <summary>Gives back what was allocated there; neighbouring gaps become one.</summary>
    /// <returns>Its length, rounded up as it was taken.</returns>
    /// <exception cref="InvalidOperationException">Nothing that is taken begins there: freed twice, or another extent's.</exception>
    public long Free(long offset)
    {
        if (!_taken.Remove(offset, out ExtentBlock? block))
            throw new InvalidOperationException($"Freeing offset {offset} of an extent of {Capacity} bytes was asked for, where nothing begins that is taken "
                + $"(in {CountText.Of(Count, "block")}, of {Used} bytes in all). Free each block once, in the extent it came from.");
        long length = block.Length;
        Used -= length;
        if (block.Next is { } next && _free.Remove(next))
            block.Absorb(next);
        if (block.Previous is { } previous && _free.Remove(previous))
        {
            previous.Absorb(block);
            block = previous;
        }
        _free.Add(block);
        return length;
    }
}
