using RaySharp.Wire;

namespace RaySharp.Messages;

/// <summary>Sends control messages to processes by id; connects where there is no link yet, and keeps the order meanwhile.</summary>
internal sealed class Peers(ProcessId self, Func<ProcessId, CancellationToken, ValueTask<Link>> connect, Action<ProcessId, Exception> unreachable)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ProcessId, Link> _links = [];
    private readonly Dictionary<ProcessId, List<byte[]>> _waiting = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>This process: what is sent to it comes by a loopback link.</summary>
    public ProcessId Self => self;

    public void LinkUp(Link link)
    {
        lock (_lock)
        {
            _links[link.Peer] = link;
            if (!_waiting.Remove(link.Peer, out var frames)) return;
            foreach (byte[] frame in frames) link.Control.Send(frame, default);
        }
    }

    public void LinkDown(Link link)
    {
        lock (_lock)
        {
            if (_links.GetValueOrDefault(link.Peer) == link) _links.Remove(link.Peer);
        }
    }

    public void Stop() => _stop.Cancel();

    public void Send<T>(ProcessId peer, in T message) where T : struct, IMessage<T>
    {
        lock (_lock)
        {
            if (_links.TryGetValue(peer, out var link)) link.Control.Send(message);
            else Queue(peer, message.ToFrame());
        }
    }

    public IReadOnlyList<Link> All
    {
        get
        {
            lock (_lock) return [.. _links.Values];
        }
    }

    private void Queue(ProcessId peer, byte[] frame)
    {
        if (_waiting.TryGetValue(peer, out var frames)) frames.Add(frame);
        else
        {
            _waiting.Add(peer, [frame]);
            _ = ConnectAsync(peer);
        }
    }

    private async Task ConnectAsync(ProcessId peer)
    {
        try
        {
            await connect(peer, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            lock (_lock) _waiting.Remove(peer);
            if (!_stop.IsCancellationRequested) unreachable(peer, fault);
        }
    }
}
