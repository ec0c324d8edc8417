using RaySharp.Core;
using RaySharp.Logs;

namespace RaySharp.Hosting;

/// <summary>The ways by which what workers of this node print reaches drivers elsewhere, by job. Safe from any thread.</summary>
internal sealed class DriverLogs
{
    private readonly Lock _lock = new();
    private readonly CoreProcess _core;
    private readonly Dictionary<uint, LogSender> _senders = [];

    public DriverLogs(CoreProcess core)
    {
        _core = core;
        core.NodeGone += (node, _) =>
        {
            lock (_lock) _senders.Remove(node);
        };
        core.LinkEnded += (link, _) =>
        {
            if (link.Peer != ProcessId.HostOf(link.Peer.Node)) return;
            lock (_lock) _senders.Remove(link.Peer == core.Head ? 0 : link.Peer.Node);      // what comes later finds a new way
        };
    }

    /// <summary>A way that is there already, or that somebody else opens.</summary>
    public void Add(uint job, LogSender sender)
    {
        lock (_lock) _senders.Add(job, sender);
    }

    /// <summary>Null: the job's driver is gone.</summary>
    public LogSender? Find(uint job)
    {
        LogSender made;
        lock (_lock)
        {
            if (_senders.TryGetValue(job, out var known)) return known;
            if (_core.IsGone(DriverOf(job))) return null;
            _senders.Add(job, made = new LogSender());
        }
        _ = OpenAsync(job, made);
        return made;
    }

    private ProcessId DriverOf(uint job) => job == 0 ? _core.Head : ProcessId.HostOf(job);

    private async Task OpenAsync(uint job, LogSender sender)
    {
        try
        {
            var link = await _core.ConnectAsync(DriverOf(job), CancellationToken.None).ConfigureAwait(false);
            sender.Open(frame => link.Control.Send(frame, default, defer: true));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            lock (_lock) _senders.Remove(job);      // what was printed is lost; the next line tries again
        }
    }
}
