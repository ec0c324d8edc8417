namespace RaySharp.Spark;

/// <summary>How often, and how long after one another, a request is repeated that a network or a busy server lost. The defaults are those of Spark's own clients.</summary>
public sealed record SparkRetryPolicy
{
    /// <summary>How many failures in a row are forgiven.</summary>
    public int MaxRetries { get; init; } = 15;

    /// <summary>The wait after the first failure.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>By how much each wait is longer than the one before.</summary>
    public double BackoffMultiplier { get; init; } = 4;

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>At most this is added at random to a wait, so that many clients do not come back at once.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Only waits of at least this length get jitter.</summary>
    public TimeSpan JitterThreshold { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait that a server may ask for.</summary>
    public TimeSpan MaxServerBackoff { get; init; } = TimeSpan.FromMinutes(10);

    internal SparkRetryPolicy Validated()
    {
        if (MaxRetries < 0) throw Invalid(nameof(MaxRetries), MaxRetries, "0 or more");
        if (BackoffMultiplier is not >= 1) throw Invalid(nameof(BackoffMultiplier), BackoffMultiplier, "1 or more");
        foreach (var (name, value) in new[]
        {
            (nameof(InitialBackoff), InitialBackoff), (nameof(MaxBackoff), MaxBackoff), (nameof(Jitter), Jitter), (nameof(MaxServerBackoff), MaxServerBackoff),
        })
            if (value < TimeSpan.Zero || value > TimeSpan.FromDays(1)) throw Invalid(name, value, "between 0 and a day");
        return this;
    }

    private static ArgumentException Invalid(string name, object value, string allowed) =>
        new($"{nameof(SparkRetryPolicy)}.{name} is {value}; it must be {allowed}.", name);
}
