namespace RaySharp.References;

/// <summary>How long a wait may last, and by which clock.</summary>
internal readonly struct WaitLimit
{
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private WaitLimit(TimeSpan time, TimeProvider clock)
    {
        Time = time;
        Clock = clock;
    }

    public TimeSpan Time { get; }

    public TimeProvider Clock { get; }

    public bool IsZero => Time == TimeSpan.Zero;

    public bool IsInfinite => Time == Timeout.InfiniteTimeSpan;

    /// <summary>Null, Timeout.InfiniteTimeSpan and what no timer can count (49 days) mean for ever.</summary>
    public static WaitLimit Of(TimeSpan? timeout, TimeProvider? clock)
    {
        var time = timeout is null || timeout > _longest ? Timeout.InfiniteTimeSpan : timeout.Value;
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A wait cannot last less than no time. Pass TimeSpan.Zero to look without waiting, or null to wait for ever.");
        return new WaitLimit(time, clock ?? TimeProvider.System);
    }
}
