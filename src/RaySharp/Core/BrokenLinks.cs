using RaySharp.Messages;

namespace RaySharp.Core;

/// <summary>
/// Links to processes of other nodes that have ended, while nobody says that the process has. What was on its way is lost, and nobody knows
/// what it was: counts of references, leases and calls may be wrong from then on. So the head is told, and has one of the two end.
/// </summary>
internal sealed class BrokenLinks : IDisposable
{
    /// <summary>The news that a process is gone mostly comes right behind the end of its link.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<(ProcessId Peer, long Timestamp)> _ended = new();
    private readonly Func<ProcessId, bool> _isGone;
    private readonly Action<LinkBroken> _tell;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    /// <param name="isGone">Whether a process is known to be.</param>
    /// <param name="tell">Tells the head.</param>
    /// <param name="time">For the patience.</param>
    public BrokenLinks(Func<ProcessId, bool> isGone, Action<LinkBroken> tell, TimeProvider time)
    {
        _isGone = isGone;
        _tell = tell;
        _time = time;
        _timer = time.CreateTimer(static links => ((BrokenLinks)links!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Ended(ProcessId peer)
    {
        lock (_lock)
        {
            _ended.Enqueue((peer, _time.GetTimestamp()));
            if (_ended.Count == 1) _timer.Change(Patience, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        List<ProcessId> due = [];
        lock (_lock)
        {
            while (_ended.TryPeek(out var oldest))
            {
                var left = Patience - _time.GetElapsedTime(oldest.Timestamp);
                if (left > TimeSpan.Zero)
                {
                    _timer.Change(left, Timeout.InfiniteTimeSpan);
                    break;
                }
                due.Add(_ended.Dequeue().Peer);
            }
        }
        foreach (var peer in due)
        {
            if (!_isGone(peer)) _tell(new LinkBroken(peer));
        }
    }
}
