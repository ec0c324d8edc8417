namespace RaySharp.Contracts;

/// <summary>How long a method takes, from its workers' measurements. Decides how many calls travel ahead.</summary>
internal sealed class MethodProfile
{
    private const int Weight = 8, SpikeFactor = 16;
    private const long SpikeNanos = 10_000_000;

    /// <summary>A moving average; 0 until the first measurement.</summary>
    public long AverageNanos { get; private set; }

    public void Measured(long nanos)
    {
        nanos = Math.Max(1, nanos);
        if (AverageNanos > 0 && nanos < SpikeNanos) nanos = Math.Min(nanos, SpikeFactor * Math.Max(AverageNanos, SpikeFactor));    // a thread that lost its core for a moment
        AverageNanos = AverageNanos == 0 ? nanos : Math.Max(1, AverageNanos + (nanos - AverageNanos) / Weight);
    }
}
