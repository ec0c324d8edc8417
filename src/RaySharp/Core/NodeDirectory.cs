using System.Net;
using RaySharp.Messages;

namespace RaySharp.Core;

/// <summary>Where the other nodes are, as far as this process was told; for the rest it asks upstream: a worker its node host, a node host the head. Safe from any thread.</summary>
internal sealed class NodeDirectory(Peers peers, ProcessId upstream)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, TaskCompletionSource<DnsEndPoint>> _nodes = [];
    private string? _closed;

    /// <exception cref="NodeDiedException">There is no such node any more.</exception>
    public Task<DnsEndPoint> FindAsync(uint node, CancellationToken cancel)
    {
        Task<DnsEndPoint> found;
        lock (_lock)
        {
            if (!_nodes.TryGetValue(node, out var known))
            {
                if (upstream == peers.Self) return Task.FromException<DnsEndPoint>(Died(node, "the head knows of none of this number"));     // not noted: it may be the next to join
                _nodes.Add(node, known = New());
                if (_closed is not null) known.SetException(Died(node, _closed));
                else peers.Send(upstream, new NodeAddressAsk(node));
            }
            found = known.Task;
        }
        return found.WaitAsync(cancel);
    }

    public void Found(uint node, DnsEndPoint address)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(node, out var known)) _nodes.Add(node, known = New());
            if (known.Task.IsFaulted) return;     // gone: older news
            known.TrySetResult(address);
        }
    }

    public void Gone(uint node, string reason)
    {
        lock (_lock)
        {
            _nodes.TryGetValue(node, out var known);
            var gone = known is { Task.IsCompleted: false } ? known : New();
            _nodes[node] = gone;
            gone.SetException(Died(node, reason));
            _ = gone.Task.Exception;    // nobody may ever ask
        }
    }

    /// <summary>There is nobody left to ask.</summary>
    /// <returns>The nodes that were known.</returns>
    public IReadOnlyList<uint> Close(string reason)
    {
        lock (_lock)
        {
            _closed = reason;
            foreach (var (node, known) in _nodes)
            {
                if (known.TrySetException(Died(node, reason))) _ = known.Task.Exception;
            }
            return [.. _nodes.Keys];
        }
    }

    private static NodeDiedException Died(uint node, string reason) => new($"Node {node} is gone: {reason}.");

    private static TaskCompletionSource<DnsEndPoint> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
