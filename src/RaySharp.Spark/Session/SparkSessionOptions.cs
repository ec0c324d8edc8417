namespace RaySharp.Spark;

/// <summary>How a session is held.</summary>
public sealed record SparkSessionOptions
{
    /// <summary>How long the server may take to answer the first time.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the server is told that the session is still wanted: it drops one that it has not heard of for an hour. A server that is set to drop it sooner (<c>spark.connect.session.manager.defaultSessionTimeout</c>) is told three times as often as that. <see cref="Timeout.InfiniteTimeSpan"/>: never.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a request is repeated that a network or a busy server lost.</summary>
    public SparkRetryPolicy Retries { get; init; } = new();

    /// <summary>The clock of waits and time-outs.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Changes how connections are made: a proxy, a certificate of one's own.</summary>
    public Action<SocketsHttpHandler>? ConfigureHttp { get; init; }

    internal SparkSessionOptions Validated()
    {
        Retries.Validated();
        Positive(nameof(ConnectTimeout), ConnectTimeout);
        Positive(nameof(KeepAliveInterval), KeepAliveInterval);
        return this;
    }

    private static void Positive(string name, TimeSpan value)
    {
        if (value != Timeout.InfiniteTimeSpan && (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1)))
            throw new ArgumentException($"{nameof(SparkSessionOptions)}.{name} is {value}; it must be above 0 and at most a day, or {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}.", name);
    }
}
