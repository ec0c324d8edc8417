using System.Globalization;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Rpc;

namespace RaySharp.Spark.Session;

/// <summary>Makes a cheap call now and then: the server drops a session that it has not heard of for an hour, or as long as it is set to, although its queries run.</summary>
internal sealed class KeepAlive : IAsyncDisposable
{
    private const string TimeoutSetting = "spark.connect.session.manager.defaultSessionTimeout";
    private const int CallsPerTimeout = 3;
    private static readonly TimeSpan _firstAsk = TimeSpan.FromSeconds(1);     // not at once: a session's beginning is somebody's wait

    private readonly SessionClient _client;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private int _calling;
    private bool _knowsTimeout;

    public KeepAlive(SessionClient client, TimeSpan interval)
    {
        (_client, _interval) = (client, interval);
        _timer = client.Time.CreateTimer(_ => _ = CallAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (interval != Timeout.InfiniteTimeSpan) _timer.Change(_firstAsk, interval);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    /// <summary>How often a call is made to a server that drops sessions after that time, as it writes it.</summary>
    /// <param name="interval">At least as often.</param>
    /// <param name="timeout">As Spark writes times: <c>3600000ms</c>, <c>90s</c>, <c>60min</c>; a bare number is in milliseconds. What cannot be read counts as long.</param>
    public static TimeSpan IntervalFor(TimeSpan interval, string? timeout) =>
        Milliseconds(timeout?.Trim() ?? "") is >= CallsPerTimeout and var milliseconds && milliseconds / CallsPerTimeout < interval.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds / CallsPerTimeout)
            : interval;

    private static double Milliseconds(string time)
    {
        int unit = time.IndexOf(time.FirstOrDefault(char.IsAsciiLetter));
        if (unit < 0) unit = time.Length;
        if (!long.TryParse(time.AsSpan(0, unit), CultureInfo.InvariantCulture, out long number)) return 0;
        return number * time[unit..].ToLowerInvariant() switch { "us" => 0.001, "" or "ms" => 1, "s" => 1_000, "m" or "min" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => 0 };
    }

    private async Task LearnTimeoutAsync(CancellationToken cancel)
    {
        ConfigRequest ask = new() { Operation = new() { GetOption = new() { Keys = { TimeoutSetting } } } };
        var answer = await _client.CallAsync(_client.Service.ConfigAsync, ask, cancel).ConfigureAwait(false);
        _knowsTimeout = true;
        var interval = IntervalFor(_interval, answer.Pairs.FirstOrDefault() is { HasValue: true } pair ? pair.Value : null);
        _timer.Change(interval, interval);
    }

    private async Task CallAsync()
    {
        if (Interlocked.Exchange(ref _calling, 1) != 0) return;     // a network that hangs gets one call, not more and more
        try
        {
            using CancellationTokenSource deadline = new(_interval, _client.Time);
            if (_knowsTimeout) await _client.CallAsync(_client.Service.AnalyzePlanAsync, new AnalyzePlanRequest { SparkVersion = new() }, deadline.Token).ConfigureAwait(false);
            else await LearnTimeoutAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SparkException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever uses the session next is told what is wrong with it.
        }
        finally
        {
            Volatile.Write(ref _calling, 0);
        }
    }
}
