namespace RaySharp.Contracts;

/// <summary>How long a method takes, from its workers' measurements. Decides how many calls travel ahead.</summary>
internal sealed class MethodProfile
{
    private const int Weight = 8;

    /// <summary>A moving average; 0 until the first measurement.</summary>
    public long AverageNanos { get; private set; }

    public void Measured(long nanos)
    {
        nanos = Math.Max(1, nanos);
        AverageNanos = AverageNanos == 0 ? nanos : Math.Max(1, AverageNanos + (nanos - AverageNanos) / Weight);
    }
}
