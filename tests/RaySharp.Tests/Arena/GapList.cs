using System.Numerics;
using RaySharp.Arena;

namespace RaySharp.Tests.Arena;

/// <summary>An extent as a plain list of gaps, for ways to place that the product does not use.</summary>
/// <param name="bytes">The extent's size.</param>
/// <param name="rank">Of a gap (first number) for a request (second): the lowest rank is taken, of equal ones the first gap; null does not fit.</param>
/// <param name="round">What is taken for a request; by default as many granules as it needs.</param>
internal sealed class GapList(long bytes, Func<long, long, long?> rank, Func<long, long>? round = null) : IPlacement
{
    private const int ClassesPerPower = 16;
    private readonly SortedList<long, long> _gaps = new() { [0] = bytes };
    private readonly Dictionary<long, long> _taken = [];
    private readonly Func<long, long> _round = round ?? (static bytes => (bytes + ExtentAllocator.Granularity - 1) & -ExtentAllocator.Granularity);

    public static long? FirstFit(long gap, long bytes) => gap >= bytes ? 0 : null;

    /// <summary>Two-level segregated fit: a gap counts by its class, rounded down, a request by its class, rounded up.</summary>
    public static long? SegregatedFit(long gap, long bytes)
    {
        long step = Math.Max((long)BitOperations.RoundUpToPowerOf2((ulong)bytes + 1) / 2 / ClassesPerPower, 1);
        long gapStep = Math.Max((long)BitOperations.RoundUpToPowerOf2((ulong)gap + 1) / 2 / ClassesPerPower, 1);
        long gapClass = gap / gapStep * gapStep;
        return gapClass >= (bytes + step - 1) / step * step ? gapClass : null;
    }

    public static long? PowerOfTwoFit(long gap, long bytes) => gap >= bytes ? gap : null;

    public static long PowerOfTwo(long bytes) => (long)BitOperations.RoundUpToPowerOf2((ulong)bytes);

    public long Allocate(long bytes)
    {
        long length = _round(bytes);
        int best = -1;
        long bestRank = long.MaxValue;
        for (int i = 0; i < _gaps.Count && bestRank != 0; i++)
        {
            if (rank(_gaps.GetValueAtIndex(i), length) is { } found && found < bestRank)
                (best, bestRank) = (i, found);
        }
        if (best < 0)
            return -1;
        (long offset, long gap) = (_gaps.GetKeyAtIndex(best), _gaps.GetValueAtIndex(best));
        _gaps.RemoveAt(best);
        if (gap > length)
            _gaps.Add(offset + length, gap - length);
        _taken.Add(offset, length);
        return offset;
    }

    public void Free(long offset)
    {
        _taken.Remove(offset, out long length);
        _gaps.Add(offset, length);
        int at = _gaps.IndexOfKey(offset);
        Join(at);
        if (at > 0)
            Join(at - 1);
    }

    private void Join(int at)
    {
        if (at + 1 == _gaps.Count || _gaps.GetKeyAtIndex(at) + _gaps.GetValueAtIndex(at) != _gaps.GetKeyAtIndex(at + 1))
            return;
        _gaps.SetValueAtIndex(at, _gaps.GetValueAtIndex(at) + _gaps.GetValueAtIndex(at + 1));
        _gaps.RemoveAt(at + 1);
    }
}
