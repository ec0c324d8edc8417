namespace RaySharp.Head;

/// <summary>Runs actions one at a time, in order, on the thread pool.</summary>
internal sealed class SerialQueue : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _actions = new();
    private bool _isRunning;

    public void Post(Action action)
    {
        lock (_lock)
        {
            _actions.Enqueue(action);
            if (_isRunning) return;
            _isRunning = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (true)
        {
            Action action;
            lock (_lock)
            {
                if (!_actions.TryDequeue(out action!))
                {
                    _isRunning = false;
                    return;
                }
            }
            action();
        }
    }
}
