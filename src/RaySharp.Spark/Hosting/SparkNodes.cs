using System.Globalization;
using Microsoft.Extensions.Logging;
using RaySharp.Head;
using RaySharp.Hosting;
using RaySharp.Spark.Shares;
using RaySharp.Texts;

namespace RaySharp.Spark.Hosting;

/// <summary>The nodes of a cluster as operations of a Spark session, each of one task that runs until it is interrupted: the shell around <see cref="ShareBook"/>.</summary>
/// <remarks>
/// (1) A share is submitted. (2) Its process asks at the head's door what it is to be; the answer waits until the book has decided. (3) A node joins, and
/// is lost when its link ends. (4) An operation ends because it was interrupted, or failed.
/// </remarks>
internal sealed partial class SparkNodes : IShareEffects, INodeDesk, INodeProvider, IAsyncDisposable
{
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(5), _askAgain = TimeSpan.FromSeconds(15);
    private readonly Lock _lock = new();
    private readonly MembershipService _membership;
    private readonly ViewService _view;
    private readonly ILogger _logger;
    private readonly Func<CancellationToken, Task<NodeSite>>? _renew;
    private readonly string _tag;
    private readonly string _headAddress;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly ShareBook _book;
    private readonly ShareBookOptions _shape;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, ShareOperation> _operations = [];
    private readonly Dictionary<uint, (int Share, int Pid)> _nodes = [];
    private readonly HashSet<Task> _running = [];
    private readonly HashSet<int> _placed = [];
    private readonly IProgress<string>? _progress;
    private int _least, _known;
    private Task<NodeSite> _site;     // not complete while Spark has lost the session and another is made

    /// <param name="site">Where they are hosted.</param>
    /// <param name="renew">Makes another such place when Spark has lost that session; null: nobody can.</param>
    /// <param name="cluster">The cluster that the nodes join.</param>
    /// <param name="headAddress">Where they are told that its head is.</param>
    /// <param name="shape">How many tasks a node takes.</param>
    /// <param name="clusterId">Tags the operations.</param>
    /// <param name="progress">Told how far the set-up is.</param>
    /// <param name="time">The clock.</param>
    public SparkNodes(NodeSite site, Func<CancellationToken, Task<NodeSite>>? renew, EmbeddedCluster cluster, string headAddress, ShareBookOptions shape, string clusterId, IProgress<string>? progress, TimeProvider time)
    {
        _site = Task.FromResult(site);
        _renew = renew;
        _membership = cluster.Membership!;
        _view = cluster.View!;
        _logger = cluster.Logger;
        _headAddress = headAddress;
        _shape = shape;
        _tag = clusterId;
        _progress = progress;
        _time = time;
        _start = time.GetTimestamp();
        _book = new ShareBook(this, shape);
        _timer = time.CreateTimer(_ => Decide(() => _book.Tick(Now)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _membership.Changed += MemberChanged;
        cluster.Door!.Desk = this;
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public IReadOnlyCollection<uint> Hosted
    {
        get
        {
            lock (_lock) return [.. _nodes.Keys];
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Submits the first nodes and waits until so many are ready.</summary>
    /// <param name="count">How many.</param>
    /// <param name="timeout">How long they may take.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ArgumentException">An executor can hold no such node.</exception>
    /// <exception cref="SparkException">Spark refused or could not run one.</exception>
    /// <exception cref="TimeoutException">Not all were ready in time.</exception>
    public async Task StartAsync(int count, TimeSpan timeout, CancellationToken cancel)
    {
        _least = count;
        _view.Known += Look;
        try
        {
            Want(count);
            Look(0);
            await _ready.Task.WaitAsync(timeout, _time, cancel).ConfigureAwait(false);
            Decide(() => _book.IsImpatient = true);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(await DescribeLackAsync(timeout, cancel).ConfigureAwait(false));
        }
        finally
        {
            _view.Known -= Look;
        }
    }

    /// <inheritdoc/>
    public void Want(int nodes) => Decide(() =>
    {
        if (!_site.IsFaulted) _book.Want(nodes, Now);      // else there is nowhere to host them
    });

    /// <inheritdoc/>
    public void End(uint node) => Decide(() =>
    {
        if (_nodes.TryGetValue(node, out var place)) _book.Leave(place.Share, Now);
    });

    /// <summary>Interrupts them all; ends when Spark has confirmed it.</summary>
    public async ValueTask DisposeAsync()
    {
        _membership.Changed -= MemberChanged;
        Task[] running;
        Task<NodeSite> site;
        lock (_lock)
        {
            _timer.Dispose();
            _ = _stop.CancelAsync();
            running = [.. _running];
            site = _site;
        }
        using var patience = new CancellationTokenSource(_goodbye, _time);
        try
        {
            if (site.IsCompletedSuccessfully) await (await site.ConfigureAwait(false)).Session.InterruptTagAsync(_tag, patience.Token).ConfigureAwait(false);
            await Task.WhenAll(running).WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)     // another client of Spark may fail in its own way
        {
            _logger.LogWarning("Spark did not confirm that the nodes' operations ended ({Fault}). Nodes without a head end by themselves.", fault.Message);
        }
        lock (_lock)
        {
            foreach (var operation in _operations.Values) operation.Asker?.TrySetResult(NodeRole.Refused("the cluster ends"));
        }
        _stop.Dispose();
    }

    /// <summary>(2)</summary>
    async Task<NodeRole> INodeDesk.RoleOfAsync(NodeApplication application, CancellationToken cancel)
    {
        var share = application.Share!;
        TaskCompletionSource<NodeRole> asker = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ShareSite site = new($"{application.Machine}/{share.Executor ?? $"process {share.ParentPid.ToString(CultureInfo.InvariantCulture)}"}", share.Cores, application.Pid);
        uint gone = 0;
        bool isWanted = true;
        Decide(() =>
        {
            if (!_operations.TryGetValue(share.Number, out var operation) || operation.IsUnwanted)
            {
                isWanted = false;
                asker.TrySetResult(NodeRole.Refused("its task is not wanted any more"));
                return;
            }
            if (operation.Pid != application.Pid) gone = NodeOf(share.Number, operation.Pid);
            operation.Asker?.TrySetResult(NodeRole.Refused("another process asked for the same task"));
            operation.Asker = asker;
            operation.Pid = application.Pid;
            _book.Reported(share.Number, site, share.MissingPid, Now);
        });
        if (gone != 0) _membership.NeverCame(gone, "Spark has started its task again");
        if (isWanted) Placed(share.Number);
        try
        {
            return await asker.Task.WaitAsync(_askAgain, _time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return NodeRole.Refused("not all tasks of its node have cores yet");      // it asks again: so each side sees that the other is there
        }
    }

    /// <summary>(3)</summary>
    void INodeDesk.Admitted(NodeApplication application, uint number)
    {
        lock (_lock) _nodes[number] = (application.Share!.Number, application.Pid);
        Changed?.Invoke();
    }

    void IShareEffects.Submit(int share)
    {
        ShareOperation operation = new();
        _operations.Add(share, operation);
        var running = HostAsync(share, operation, _site);
        _running.Add(running);
        _ = running.ContinueWith(ended =>
        {
            lock (_lock) _running.Remove(ended);
        }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    void IShareEffects.Interrupt(int share)
    {
        var operation = _operations[share];
        operation.IsUnwanted = true;
        operation.Asker?.TrySetResult(NodeRole.Refused("its task is not wanted any more"));
        _ = operation.Stop.CancelAsync();
    }

    void IShareEffects.BecomeNode(int share) => _operations[share].Asker?.TrySetResult(NodeRole.Node);

    void IShareEffects.BecomePlaceholder(int share, int watchedPid) => _operations[share].Asker?.TrySetResult(NodeRole.Placeholder(watchedPid));

    void IShareEffects.TooSmall(ShareSite site)
    {
        string gpus = _shape.MostSharesPerExecutor is { } most ? $", and GPUs for {CountText.Of(most, "task")}" : "";
        string text = $"A worker node takes {CountText.Of(_shape.SharesPerNode * _shape.CoresPerShare, "core")} (CpusPerWorkerNode, in tasks of spark.task.cpus = {_shape.CoresPerShare}), but executor {site.Executor} has {site.Cores}{gpus}. Ask for fewer CPUs per node, or give Spark larger executors.";
        if (!_ready.TrySetException(new ArgumentException(text)) && _ready.Task.IsCompletedSuccessfully) _logger.LogWarning("{Text}", text);
    }

    void IShareEffects.TookBack(int nodes, TimeSpan pause) => _logger.LogWarning(
        "Spark had no cores for {Nodes} of the nodes for {Limit:0.#} s (SparkClusterOptions.PendingTimeout). What was asked for them is taken back, so that other queries have their turn, and asked for again in {Pause:0.#} s.",
        nodes, _shape.PendingLimit.TotalSeconds, pause.TotalSeconds);

    /// <summary>The node that a process of a share has become; 0: it has not.</summary>
    private uint NodeOf(int share, int pid) => _nodes.FirstOrDefault(node => node.Value == (share, pid)).Key;

    private void MemberChanged(uint node, bool isReady)
    {
        if (isReady) return;
        Decide(() =>
        {
            if (_nodes.Remove(node, out var place)) _book.NodeLost(place.Share, place.Pid, Now);
        });
        Changed?.Invoke();
    }

    private void Decide(Action decide)
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested) return;
            decide();
            _timer.Change(_book.NextTick is { } next ? (next > Now ? next - Now : TimeSpan.Zero) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look(int known)
    {
        bool isNews;
        lock (_placed)
        {
            isNews = known > _known;
            _known = Math.Max(_known, known);
        }
        if (isNews) _progress?.Report($"{known} of {CountText.Of(_least, "node")} ready");
        if (known >= _least) _ready.TrySetResult();
    }
}
