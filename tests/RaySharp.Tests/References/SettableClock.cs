namespace RaySharp.Tests.References;

/// <summary>A clock that shows what the test says. It has no timers.</summary>
internal sealed class SettableClock : TimeProvider
{
    private long _now = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Advance(TimeSpan time) => _now += time.Ticks;
}
