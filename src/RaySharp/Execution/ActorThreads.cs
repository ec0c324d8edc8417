using System.Collections.Concurrent;

namespace RaySharp.Execution;

/// <summary>The threads of a sync actor with MaxConcurrency above 1; started as calls need them.</summary>
internal sealed class ActorThreads(string name, int most) : IDisposable
{
    private readonly BlockingCollection<Action> _calls = [];
    private readonly Lock _lock = new();
    private int _threads;
    private int _idle;

    public void Run(Action call)
    {
        lock (_lock)
        {
            if (_idle <= _calls.Count && _threads < most)
            {
                _threads++;
                new Thread(Work) { IsBackground = true, Name = $"ray-actor-{name}-{_threads}" }.Start();
            }
            _calls.Add(call);
        }
    }

    public void Dispose() => _calls.CompleteAdding();

    private void Work()
    {
        lock (_lock) _idle++;
        foreach (var call in _calls.GetConsumingEnumerable())
        {
            lock (_lock) _idle--;
            call();
            lock (_lock) _idle++;
        }
    }
}
