using RaySharp.Arena;

namespace RaySharp.Tests.Arena;

/// <summary>The naive model of an extent: one flag for each granule, and best fit by looking at them all.</summary>
internal sealed class GranuleMap(int granules)
{
    private readonly bool[] _taken = new bool[granules];

    public SortedDictionary<long, int> Taken { get; } = [];

    public long Used => _taken.Count(taken => taken) * ExtentAllocator.Granularity;

    public long LargestFree => Gaps().Select(gap => gap.Length).DefaultIfEmpty().Max() * ExtentAllocator.Granularity;

    /// <summary>The offset, or -1.</summary>
    public long Allocate(long bytes)
    {
        long needed = (bytes + ExtentAllocator.Granularity - 1) / ExtentAllocator.Granularity;
        var fitting = Gaps().Where(gap => gap.Length >= needed).ToList();
        if (fitting.Count == 0)
            return -1;
        int start = fitting.MinBy(gap => gap.Length).Start;
        Array.Fill(_taken, true, start, (int)needed);
        Taken.Add(start * ExtentAllocator.Granularity, (int)needed);
        return start * ExtentAllocator.Granularity;
    }

    public long Free(long offset)
    {
        Taken.Remove(offset, out int length);
        Array.Fill(_taken, false, (int)(offset / ExtentAllocator.Granularity), length);
        return length * ExtentAllocator.Granularity;
    }

    private IEnumerable<(int Start, int Length)> Gaps()
    {
        int start = 0;
        for (int i = 0; i <= _taken.Length; i++)
        {
            if (i < _taken.Length && !_taken[i])
                continue;
            if (i > start)
                yield return (start, i - start);
            start = i + 1;
        }
    }
}
