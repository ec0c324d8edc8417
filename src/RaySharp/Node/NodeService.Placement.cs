using Microsoft.Extensions.Logging;
using RaySharp.Messages;
using RaySharp.Placement;
using RaySharp.Scheduling;
using RaySharp.Wire;

namespace RaySharp.Node;

/// <summary>The node as one of several: which requests it sends on, what it says of itself, and what the head asks of it.</summary>
internal sealed partial class NodeService
{
    /// <summary>News wait so long for others to go with them, here and once more at the head.</summary>
    public static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(50);

    private readonly ReportGate _reportGate = new();
    private readonly ITimer _reportTimer;
    private Action<NodeReport>? _report;
    private bool _isReporting;
    private bool _isReportDue;

    /// <summary>The head has no process id of its own: as an owner of leases it has this one, at every node.</summary>
    public static ProcessId HeadOwner { get; } = new((ulong)ClusterView.HeadNode << 32);

    public Action<ulong, ulong, ProcessId>? HeadGranted { get; set; }

    public Action<ulong, string>? HeadRefused { get; set; }

    /// <summary>The head is to ask another node.</summary>
    public Action<ulong, uint>? HeadSpilled { get; set; }

    /// <summary>Whether the node's store holds first copies of objects. Not called under the node's lock.</summary>
    public Func<bool>? HoldsObjects { get; set; }

    public void RequestForHead(ulong request, LeaseSpec spec, int hops, uint doubt) => Decide(() => _router.LeaseRequested(HeadOwner, request, spec, hops, doubt));

    public void CancelForHead(ulong request) => Decide(() => _router.LeaseRequestCancelled(HeadOwner, request));

    /// <summary>The actor of a lease of this node is created.</summary>
    public void ActorPlaced(ulong lease) => Decide(() => _scheduler.ActorPlaced(lease));

    /// <summary>A lease of this node is over.</summary>
    public void LeaseReturned(ulong lease, bool mayBeReused) => Decide(() => _scheduler.LeaseReturned(lease, mayBeReused));

    /// <summary>A process of another node is gone: what it asked for and held here is free.</summary>
    public void OwnerLost(ProcessId owner) => Decide(() => _router.OwnerLost(owner));

    /// <summary>Another node is gone, with all its processes.</summary>
    public void NodeLost(uint node) => Decide(() => _router.NodeLost(node));

    /// <summary>A job's driver is gone, and nothing that outlives it is left.</summary>
    public void JobOver(uint job) => Decide(() => _router.JobOver(job));

    /// <summary>The head has a worker end; its fate says why.</summary>
    private void End(ProcessEnd message) => Decide(() =>
    {
        if (!_workers.TryGetValue(message.Process, out var worker) || worker.Fate is not null) return;
        worker.EndedByHead = message.Reason;
        _core.Logger.LogWarning("Worker process {Process} is ended: {Reason}.", message.Process, message.Reason);
        worker.Process?.Kill();
    });

    /// <summary>News of other nodes.</summary>
    public void ViewChanged(ClusterViewUpdate news) => Decide(() =>
    {
        _view.Update(news.Changed, news.Gone);
        _router.ViewChanged();
    });

    /// <summary>On the head's node: whether a node may come that can run what none can. Null: no. What waits for that is looked at again.</summary>
    /// <param name="mayGrow">Whether one may come for this.</param>
    /// <param name="whyNoMore">Why none will come any more; null: nobody had brought any.</param>
    public void MayGrow(Func<LeaseSpec, bool>? mayGrow, string? whyNoMore = null) => Decide(() =>
    {
        (_view.MayGrow, _view.WhyNoMore) = (mayGrow, whyNoMore);
        _router.ViewChanged();
    });

    /// <summary>From now on the head hears how this node stands, whenever that changes.</summary>
    /// <param name="report">Takes it to the head; null: by message.</param>
    public void StartReporting(Action<NodeReport>? report = null)
    {
        lock (_lock)
        {
            if (_isReporting || _isShutDown) return;
            _report = report ?? (made => _core.Peers.Send(ProcessId.HostOf(ClusterView.HeadNode), new ResourceReport(made)));
            _isReporting = _isReportDue = true;
            _reportTimer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    void IPlacementEffects.SpillLease(ProcessId owner, ulong request, uint node)
    {
        if (owner != HeadOwner) _core.Peers.Send(owner, new LeaseSpill(request, node));
        else if (_view.IsHead) HeadSpilled!(request, node);
        else _core.Peers.Send(ProcessId.HostOf(ClusterView.HeadNode), new ActorLeaseSpill(request, node));
    }

    private void GrantToHead(ulong request, ulong lease, ProcessId process)
    {
        if (_view.IsHead) HeadGranted!(request, lease, process);
        else _core.Peers.Send(ProcessId.HostOf(ClusterView.HeadNode), new ActorLeaseGrant(request, lease, process));
    }

    private void RefuseToHead(ulong request, string reason)
    {
        if (_view.IsHead) HeadRefused!(request, reason);
        else _core.Peers.Send(ProcessId.HostOf(ClusterView.HeadNode), new ActorLeaseRefuse(request, reason));
    }

    private static ProcessId AskerOf(Link from, bool isForHead)
    {
        if (!isForHead) return from.Peer;
        return IsHead(from.Peer)
            ? HeadOwner
            : throw new ClusterMismatchException($"Process {from.Peer} asked for a lease in the name of the head, which process {ProcessId.HostOf(ClusterView.HeadNode)} is. Are both of one version?");
    }

    private void ReportSoon()
    {
        if (_isReportDue) return;
        _isReportDue = true;
        _reportTimer.Change(ReportInterval, Timeout.InfiniteTimeSpan);
    }

    private void Report()
    {
        bool holdsObjects = HoldsObjects?.Invoke() ?? false;
        lock (_lock)
        {
            _isReportDue = false;
            if (!_isReporting) return;
            var report = _router.Report();
            if (_reportGate.TryPass(report with { IsBusy = report.IsBusy || holdsObjects }, out var news)) _report!(news);
        }
    }

    private void ListenToHead()
    {
        var router = _core.Router;
        router.On<ClusterViewUpdate>(IsHead, (_, message) => ViewChanged(message));
        router.On<ProcessesKeep>(IsHead, (_, _) => Decide(_scheduler.KeepReady));
        router.On<ActorPlaced>(IsHead, (_, message) => ActorPlaced(message.Lease));
        router.On<IdleLeasesAsk>(IsHead, (_, _) => AskBackIdle());
        router.On<JobOver>(IsHead, (_, message) => JobOver(message.Job));
        router.On<ProcessEnd>(IsHead, (_, message) => End(message));
        router.On<NodeDrain>(IsHead, (from, _) =>
        {
            bool mayLeave = !(HoldsObjects?.Invoke() ?? false);
            Decide(() => mayLeave = mayLeave && _router.TryDrain());
            from.Control.Send(new NodeDrained(mayLeave));
        });
    }

    private static bool IsHead(ProcessId process) => process == ProcessId.HostOf(ClusterView.HeadNode);
}
