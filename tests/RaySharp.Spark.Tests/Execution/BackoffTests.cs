using RaySharp.Spark.Retries;

namespace RaySharp.Spark.Tests.Execution;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_grow_to_a_limit_and_end()
    {
        Backoff backoff = new(new SparkRetryPolicy { MaxRetries = 8 }, () => 0);
        Assert.Equal([0.05, 0.2, 0.8, 3.2, 12.8, 51.2, 60, 60], Enumerable.Range(0, 8).Select(_ => backoff.Next(null)!.Value.TotalSeconds));
        Assert.Null(backoff.Next(null));
        backoff.Reset();
        Assert.Equal(0.05, backoff.Next(null)!.Value.TotalSeconds);
    }

    [Fact]
    public void Only_long_waits_get_jitter()
    {
        Backoff backoff = new(new(), () => 1);
        Assert.Equal([0.05, 0.2, 0.8, 3.7], Enumerable.Range(0, 4).Select(_ => backoff.Next(null)!.Value.TotalSeconds));
    }

    [Fact]
    public void A_server_may_ask_for_more_but_not_for_ever()
    {
        Backoff backoff = new(new(), () => 0);
        Assert.Equal(TimeSpan.FromSeconds(9), backoff.Next(TimeSpan.FromSeconds(9)));
        Assert.Equal(TimeSpan.FromMilliseconds(200), backoff.Next(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(TimeSpan.FromMinutes(10), backoff.Next(TimeSpan.FromDays(1)));
    }

    [Fact]
    public void An_impossible_policy_is_refused() =>
        Assert.Contains("BackoffMultiplier is 0.5; it must be 1 or more", Assert.Throws<ArgumentException>(() => new SparkRetryPolicy { BackoffMultiplier = 0.5 }.Validated()).Message);
}
