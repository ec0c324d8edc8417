namespace RaySharp.Ownership;

/// <summary>Tasks that wait for a time before they are run again. Few. Under the owner's lock, apart from the timers' own calls.</summary>
/// <param name="time">The clock.</param>
/// <param name="over">Told when a delay is over.</param>
internal sealed class DelayedTasks(TimeProvider time, Action<PendingTask> over)
{
    private readonly Dictionary<PendingTask, ITimer> _timers = [];

    public void Add(PendingTask task, TimeSpan delay)
    {
        if (_timers.Remove(task, out var before)) before.Dispose();
        _timers.Add(task, time.CreateTimer(_ => over(task), null, delay, Timeout.InfiniteTimeSpan));
    }

    public void Remove(PendingTask task)
    {
        if (_timers.Remove(task, out var timer)) timer.Dispose();
    }

    public void Clear()
    {
        foreach (var timer in _timers.Values) timer.Dispose();
        _timers.Clear();
    }
}
