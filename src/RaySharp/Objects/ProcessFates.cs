using System.Collections.Concurrent;

namespace RaySharp.Objects;

/// <summary>How processes ended, for the texts of those who lost objects with them. Only of the last ones: each takes up to some KiB. Safe from any thread.</summary>
internal sealed class ProcessFates(int most)
{
    private readonly ConcurrentDictionary<ProcessId, string> _fates = new();
    private readonly ConcurrentQueue<ProcessId> _order = new();

    public void Add(ProcessId process, string fate)
    {
        if (!_fates.TryAdd(process, fate)) return;
        _order.Enqueue(process);
        if (_order.Count > most && _order.TryDequeue(out var oldest)) _fates.TryRemove(oldest, out _);
    }

    /// <summary>Empty where it is not known, or not any more.</summary>
    public string Of(ProcessId process) => _fates.GetValueOrDefault(process, "");
}
