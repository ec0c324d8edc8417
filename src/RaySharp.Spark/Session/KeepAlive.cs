using RaySharp.Spark.Protocol;
using RaySharp.Spark.Rpc;

namespace RaySharp.Spark.Session;

/// <summary>Makes a cheap call now and then: the server drops a session that it has not heard of for an hour, although its queries run.</summary>
internal sealed class KeepAlive : IAsyncDisposable
{
    private readonly SessionClient _client;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private int _calling;

    public KeepAlive(SessionClient client, TimeSpan interval)
    {
        (_client, _interval) = (client, interval);
        _timer = client.Time.CreateTimer(_ => _ = CallAsync(), null, interval, interval);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private async Task CallAsync()
    {
        if (Interlocked.Exchange(ref _calling, 1) != 0) return;     // a network that hangs gets one call, not more and more
        try
        {
            using CancellationTokenSource deadline = new(_interval, _client.Time);
            await _client.CallAsync(_client.Service.AnalyzePlanAsync, new AnalyzePlanRequest { SparkVersion = new() }, deadline.Token).ConfigureAwait(false);
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
