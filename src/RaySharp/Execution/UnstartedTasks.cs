using RaySharp.Messages;
using RaySharp.Wire;

namespace RaySharp.Execution;

/// <summary>Collects the tasks of an inbox that were not started, and sends them back to their owners.</summary>
internal sealed class UnstartedTasks : IFrameHandler
{
    private readonly Dictionary<Link, List<PushHeader>> _byOwner = [];

    public void OnFrame(Link from, ReadOnlySpan<byte> frame)
    {
        if (!_byOwner.TryGetValue(from, out var tasks)) _byOwner.Add(from, tasks = []);
        tasks.Add(PushFrame.Parse(frame).Header);
    }

    public void OnDrained() { }

    /// <summary>Every owner gets its own; one that asked gets an answer even where there are none.</summary>
    public void SendBack(bool stalled, Link? asker = null, ulong askedLease = 0)
    {
        foreach (var (owner, tasks) in _byOwner)
            owner.Control.Send(new TasksGivenBack(tasks[0].Lease, stalled, [.. tasks.Select(task => task.Handle)], [.. tasks.Select(task => task.Attempt)]));
        if (asker is not null && !_byOwner.ContainsKey(asker)) asker.Control.Send(new TasksGivenBack(askedLease, stalled, [], []));
    }
}
