using RaySharp.Messages;

namespace RaySharp.Execution;

/// <summary>Gives a lease's CPUs back while its task waits, and takes them again before the task goes on. Safe from any thread.</summary>
/// <remarks>
/// Running -> (begins to wait: the CPUs go back) -> Waiting -> (what it waited for is there) -> Resuming -> (the node has the CPUs) -> Running.
/// A task that waits at several places at once gives back at the first and goes on with the first that ends.
/// </remarks>
internal sealed class LeaseWaits(Peers peers, ProcessId node)
{
    private enum State
    {
        Running,
        Waiting,
        Resuming,
    }

    private readonly Lock _lock = new();
    private readonly List<IThreadPoolWorkItem> _resumed = [];
    private State _state;
    private ulong _wait;

    /// <summary>False: it waits already.</summary>
    public bool TryBegin(ulong lease)
    {
        lock (_lock)
        {
            if (_state != State.Running) return false;
            _state = State.Waiting;
            peers.Send(node, new TaskBlocked(lease, ++_wait));
            return true;
        }
    }

    public void End(ulong lease, IThreadPoolWorkItem continuation)
    {
        lock (_lock)
        {
            if (_state != State.Running)
            {
                _resumed.Add(continuation);
                if (_state == State.Resuming) return;
                _state = State.Resuming;
                peers.Send(node, new TaskUnblocked(lease, _wait));
                return;
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: false);
    }

    public void Resume(ulong wait)
    {
        IThreadPoolWorkItem[] resumed;
        lock (_lock)
        {
            if (_state != State.Resuming || wait != _wait) return;
            _state = State.Running;
            resumed = [.. _resumed];
            _resumed.Clear();
        }
        foreach (var continuation in resumed) ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: false);
    }
}
