namespace RaySharp.Spark.Retries;

/// <summary>Counts failures in a row and says how long to wait after each. Knows no clock.</summary>
/// <param name="policy">How often and how long.</param>
/// <param name="random">A number from 0 to 1 for each call.</param>
internal sealed class Backoff(SparkRetryPolicy policy, Func<double> random)
{
    private int _failures;
    private TimeSpan _next = policy.InitialBackoff;

    /// <summary>Something came: failures before it do not count any more.</summary>
    public void Reset()
    {
        _failures = 0;
        _next = policy.InitialBackoff;
    }

    /// <summary>The wait after one more failure; null when enough is enough.</summary>
    /// <param name="asked">What the server asked for, if it did.</param>
    public TimeSpan? Next(TimeSpan? asked)
    {
        if (++_failures > policy.MaxRetries) return null;
        var wait = _next;
        _next = Min(_next * policy.BackoffMultiplier, policy.MaxBackoff);
        if (asked is { } server) wait = Max(wait, Min(server, policy.MaxServerBackoff));
        return wait >= policy.JitterThreshold ? wait + policy.Jitter * random() : wait;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
