using RaySharp.Head;
using RaySharp.Texts;

namespace RaySharp.Hosting;

/// <summary>Nodes on this machine, each a process of its own.</summary>
internal sealed class LocalNodes : IAsyncDisposable
{
    private readonly List<WorkerProcess> _processes = [];
    private readonly MembershipService _membership;
    private readonly Action<uint, string> _end;
    private readonly TimeSpan _stopTimeout;

    private LocalNodes(MembershipService membership, Action<uint, string> end, TimeSpan stopTimeout)
    {
        _membership = membership;
        _end = end;
        _stopTimeout = stopTimeout;
    }

    /// <summary>Their numbers on this machine.</summary>
    public IReadOnlyList<int> Pids => [.. _processes.Select(static process => process.Pid)];

    /// <summary>Starts them and waits until all are ready.</summary>
    /// <exception cref="WorkerStartException">One ended, or was not ready in time; none is left then.</exception>
    public static async Task<LocalNodes> StartAsync(IReadOnlyList<NodeConfig> configs, byte[] joinSecret, MembershipService membership, ViewService view, Action<uint, string> end, Action<int, bool, string> printed, TimeSpan startTimeout, TimeSpan stopTimeout, CancellationToken cancel)
    {
        int count = configs.Count;
        var nodes = new LocalNodes(membership, end, stopTimeout);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(int known)
        {
            if (known >= count) ready.TrySetResult();
        }
        view.Known += Look;
        try
        {
            string secret = new NodeSecrets(joinSecret, new Dictionary<string, string>()).ToLine();
            foreach (var config in configs)
            {
                var process = new WorkerProcess(ProgramStart.AsNode(config), secret, printed);
                nodes._processes.Add(process);
                _ = process.Ended.ContinueWith(ended => ready.TrySetException(new WorkerStartException($"A node did not start. {ended.Result}")), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            await ready.Task.WaitAsync(startTimeout, cancel).ConfigureAwait(false);
            return nodes;
        }
        catch (Exception fault)
        {
            await nodes.DisposeAsync().ConfigureAwait(false);
            if (fault is TimeoutException) throw new WorkerStartException($"{membership.Alive.Count} of {CountText.Of(count, "node")} became ready within {startTimeout.TotalSeconds:0.#} s (RayOptions.WorkerStartTimeout).");
            throw;
        }
        finally
        {
            view.Known -= Look;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (uint node in _membership.Alive) _end(node, "the cluster ends");
        var all = Task.WhenAll(_processes.Select(static process => process.Ended));
        try
        {
            await all.WaitAsync(_stopTimeout + _stopTimeout).ConfigureAwait(false);     // theirs for their workers, and their own
        }
        catch (TimeoutException)
        {
            KillAll();
            await all.ConfigureAwait(false);
        }
    }

    public void KillAll() => _processes.ForEach(static process => process.Kill());
}
