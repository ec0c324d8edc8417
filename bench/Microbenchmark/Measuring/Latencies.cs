using System.Diagnostics;
using System.Numerics;

namespace Microbenchmark.Measuring;

/// <summary>How long calls took: a histogram whose buckets are 1.6 % wide, and the worst call exactly. Does not grow with the calls.</summary>
internal sealed class Latencies
{
    private const int Bits = 6;
    private readonly long[] _buckets = new long[(64 - Bits) << Bits];
    private long _worst;

    public long Count { get; private set; }

    public double WorstMicroseconds => Microseconds(_worst);

    public void Add(long ticks)
    {
        _buckets[Index(ticks)]++;
        _worst = Math.Max(_worst, ticks);
        Count++;
    }

    public void Add(Latencies other)
    {
        for (int i = 0; i < _buckets.Length; i++) _buckets[i] += other._buckets[i];
        _worst = Math.Max(_worst, other._worst);
        Count += other.Count;
    }

    /// <summary>The time within which so large a part of the calls ended.</summary>
    public double Microseconds(double part)
    {
        long left = (long)Math.Ceiling(part * Count);
        for (int i = 0; i < _buckets.Length; i++)
        {
            left -= _buckets[i];
            if (left <= 0) return Microseconds(Math.Min(LowestOf(i + 1), _worst));
        }
        return WorstMicroseconds;
    }

    private static int Index(long ticks)
    {
        int shift = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)ticks) - Bits);
        return (shift << Bits) + (int)(ticks >> shift);
    }

    private static long LowestOf(int index)
    {
        int shift = Math.Max(0, (index >> Bits) - 1);
        return (long)(index - (shift << Bits)) << shift;
    }

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
