using RaySharp.MemoryPressure;
using RaySharp.Platform;

namespace RaySharp.Node;

/// <summary>Looks at the memory in use and ends a worker process when it is short: the shell around <see cref="MemoryMonitorPolicy"/>.</summary>
/// <remarks>
/// (1) Memory is short: the store gives its empty extents back to the system, and owners give back leases on which nothing runs. (2) It is still short
/// at the next look: what was lent at the last one and still is runs something, and of those processes the policy chooses one. (3) The node ends it; to
/// its owners its fate says for which lease, and to people with which numbers.
/// </remarks>
internal sealed class MemoryMonitor : IDisposable
{
    private readonly Lock _lock = new();
    private readonly NodeService _node;
    private readonly StoreService _store;
    private readonly MemoryLimits _limits;
    private readonly MemoryMonitorPolicy _policy;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private HashSet<ulong> _lentBefore = [];

    /// <param name="node">Whose worker processes may be ended.</param>
    /// <param name="store">Gives back what it does not need.</param>
    /// <param name="limits">What is looked at.</param>
    /// <param name="threshold">The part of the limit above which memory is short.</param>
    /// <param name="interval">Between two looks.</param>
    /// <param name="time">The clock.</param>
    public MemoryMonitor(NodeService node, StoreService store, MemoryLimits limits, double threshold, TimeSpan interval, TimeProvider time)
    {
        _node = node;
        _store = store;
        _limits = limits;
        _policy = new MemoryMonitorPolicy(threshold);
        _interval = interval;
        _timer = time.CreateTimer(static monitor => ((MemoryMonitor)monitor!).LookAndGoOn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start() => _timer.Change(_interval, Timeout.InfiniteTimeSpan);

    public void Look()
    {
        lock (_lock)
        {
            var memory = _limits.Read();
            if (!_policy.IsShort(memory))
            {
                _lentBefore = [];
                return;
            }
            _store.Trim();
            _node.AskBackIdle();
            var loads = _node.Loads();
            var lentBefore = _lentBefore;
            _lentBefore = [.. loads.SelectMany(static load => load.Tasks).Select(static task => task.Lease)];
            ProcessLoad[] processes = [.. loads.Select(load => load with { ResidentBytes = ProcessMemory.Of(load.Pid)?.Private ?? 0, Tasks = [.. load.Tasks.Where(task => lentBefore.Contains(task.Lease))] })];
            if (_policy.Choose(memory, processes) is { } victim) _node.EndForMemory(victim);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void LookAndGoOn()
    {
        Look();
        _timer.Change(_interval, Timeout.InfiniteTimeSpan);
    }
}
