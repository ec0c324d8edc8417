using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>This process's ways to other processes' slots and actors. Kept while the link is up: the next lease of the same slot finds it open.</summary>
internal sealed class SlotOutlets(Func<ProcessId, CancellationToken, ValueTask<Link>> connect)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(ProcessId Process, uint Inbox), Outlet> _outlets = [];
    private readonly CancellationTokenSource _stop = new();

    public Outlet? TryGet(ProcessId process, uint inbox)
    {
        lock (_lock) return _outlets.GetValueOrDefault((process, inbox)) is { IsClosed: false } outlet ? outlet : null;
    }

    public async Task<Outlet> OpenAsync(ProcessId process, uint inbox)
    {
        var link = await connect(process, _stop.Token).ConfigureAwait(false);
        lock (_lock)
        {
            if (_outlets.TryGetValue((process, inbox), out var known) && !known.IsClosed) return known;
            return _outlets[(process, inbox)] = link.OpenOutlet(inbox);
        }
    }

    public void Forget(ProcessId process)
    {
        lock (_lock)
        {
            foreach (var key in _outlets.Keys.Where(key => key.Process == process).ToArray()) _outlets.Remove(key);
        }
    }

    public void Stop() => _stop.Cancel();
}
