namespace RaySharp.Spark.Tests.Hosting;

/// <summary>How many nodes a cluster has, as they come and go.</summary>
internal sealed class NodeCounts : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);
    private readonly Lock _lock = new();
    private readonly SparkCluster _cluster;
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];

    public NodeCounts(SparkCluster cluster)
    {
        _cluster = cluster;
        Fewest = Most = cluster.WorkerNodes.Count;
        cluster.Membership.Changed += Look;
    }

    public int Fewest { get; private set; }

    public int Most { get; private set; }

    public async Task UntilAsync(int count, CancellationToken cancel)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _waiting.Add((count, reached));
        Look(0, true);
        try
        {
            await reached.Task.WaitAsync(_limit, cancel);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"After {_limit} there are {_cluster.WorkerNodes.Count} nodes; {count} were expected.");
        }
    }

    public void Dispose() => _cluster.Membership.Changed -= Look;

    private void Look(uint node, bool isReady)
    {
        int count = _cluster.WorkerNodes.Count;
        lock (_lock)
        {
            Fewest = Math.Min(Fewest, count);
            Most = Math.Max(Most, count);
            foreach (var (wanted, reached) in _waiting)
            {
                if (wanted == count) reached.TrySetResult();
            }
        }
    }
}
