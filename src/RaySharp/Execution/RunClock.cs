using RaySharp.Contracts;

namespace RaySharp.Execution;

/// <summary>Measures how long methods run. Of one that is over at once, again and again, only some runs are measured: looking at the clock would take longer than they do.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private const int Steady = 32, Every = 8;
    private const uint ShortNanos = 1_000;
    private RemoteMethod? _method;
    private int _shortRuns;     // of the method, one after another; from Steady on counted within Every
    private long _start;        // 0: this run is not measured

    /// <summary>A run begins.</summary>
    public void Start(RemoteMethod method)
    {
        if (!ReferenceEquals(method, _method)) (_method, _shortRuns) = (method, 0);
        _start = _shortRuns <= Steady ? time.GetTimestamp() : 0;
    }

    /// <summary>What it did so far does not count.</summary>
    public void Restart()
    {
        if (_start != 0) _start = time.GetTimestamp();
    }

    /// <summary>It is over, or what counts of it.</summary>
    /// <returns>Nanoseconds, at least 1; 0: it was not measured.</returns>
    public uint Stop()
    {
        uint nanos = _start == 0 ? 0 : (uint)Math.Clamp(time.GetElapsedTime(_start).Ticks * TimeSpan.NanosecondsPerTick, 1, uint.MaxValue);
        if (nanos >= ShortNanos) _shortRuns = 0;
        else if (++_shortRuns == Steady + Every) _shortRuns = Steady;
        return nanos;
    }
}
