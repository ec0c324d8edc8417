using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>
/// Accepts a listener's connections; on the loop's thread. When the process has no descriptor left, a connection stays in the
/// kernel's queue and is found again at once: so the next try waits, longer from one to the next, until descriptors may be free.
/// </summary>
/// <param name="listener">Non-blocking; the acceptor's from now on.</param>
/// <param name="options">Of the endpoint.</param>
/// <param name="after">Runs an action on the loop's thread after a while; the loop then asks its ports again what they want.</param>
internal sealed class Acceptor(Socket listener, WireOptions options, Action<TimeSpan, Action> after) : IDisposable
{
    public static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(10), LongestWait = TimeSpan.FromSeconds(1), WarningInterval = TimeSpan.FromMinutes(1);

    private TimeSpan _wait;
    private long? _warned;

    public Socket Listener => listener;

    /// <summary>How a connection is taken.</summary>
    public Func<Socket> Accept { get; init; } = listener.Accept;

    /// <summary>No use in looking at the listener now.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Null when nobody is there, or none can be taken now.</summary>
    public Socket? TryAccept()
    {
        if (IsWaiting || !listener.Poll(0, SelectMode.SelectRead))
            return null;
        try
        {
            Socket accepted = Accept();
            _wait = default;
            return accepted;
        }
        catch (SocketException failure)
        {
            // Else nobody is there any more.
            if (failure.SocketErrorCode is not (SocketError.WouldBlock or SocketError.ConnectionAborted))
                WaitAfter(failure);
            return null;
        }
    }

    public void Dispose() => listener.Dispose();

    private void WaitAfter(SocketException failure)
    {
        IsWaiting = true;
        _wait = _wait == default ? FirstWait : TimeSpan.FromTicks(Math.Min(_wait.Ticks * 2, LongestWait.Ticks));
        after(_wait, () => IsWaiting = false);
        if (_warned is { } last && options.Time.GetElapsedTime(last) < WarningInterval)
            return;
        _warned = options.Time.GetTimestamp();
        options.Warn($"Process {options.Self} cannot accept a connection at {listener.LocalEndPoint}: {failure.Message}. Those who connect wait, and it tries again "
            + $"every {LongestWait.TotalSeconds:0.#} s or sooner. Where no descriptor is left, raise the limit of open files (ulimit -n), here and for the whole machine.");
    }
}
