namespace RaySharp.Simulation;

/// <summary>The events to come, by time; those of one moment in the order they were made.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private long _order;

    public long Now { get; private set; }

    public long Steps { get; private set; }

    public void At(long moment, Action action) => _events.Enqueue(action, (moment, _order++));

    public void After(long delay, Action action) => At(Now + delay, action);

    public bool TryStep()
    {
        if (!_events.TryDequeue(out var action, out var when)) return false;
        Now = when.At;
        Steps++;
        action();
        return true;
    }
}
