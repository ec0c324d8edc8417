using RaySharp.Core;
using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Placement;

namespace RaySharp.Head;

/// <summary>Tells every node how the others stand: the shell around <see cref="ViewCollector"/>. While there is one node only, it does nothing.</summary>
/// <remarks>
/// (1) A node joins: it gets all that is known. (2) Nodes report how they stand; the others hear of it a little later, of many changes at once.
/// (3) A node is gone: the others hear of that at once. (4) All that the cluster starts with is there: only now do nodes start processes that nobody
/// needs yet, which would take the processor from nodes that still start.
/// </remarks>
internal sealed class ViewService : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CoreProcess _core;
    private readonly NodeService _node;
    private readonly ViewCollector _collector = new();
    private readonly Dictionary<uint, NodeReport> _early = [];      // of nodes whose joining is not told yet
    private readonly SerialQueue _ownNews = new();    // the own node reports under its lock: its news must not be told under this one
    private readonly ITimer _timer;
    private readonly HashSet<uint> _heard = [];
    private bool _isDue;
    private bool _keepsReady;

    /// <param name="core">This process, the head's.</param>
    /// <param name="node">Its node.</param>
    /// <param name="time">The clock of <see cref="NodeService.ReportInterval"/>.</param>
    public ViewService(CoreProcess core, NodeService node, TimeProvider time)
    {
        _core = core;
        _node = node;
        _timer = time.CreateTimer(static service => ((ViewService)service!).Tell(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _collector.Add(core.Self.Node);
        core.Router.On<ResourceReport>(static (sender, message) => sender == ProcessId.HostOf(message.Report.Node), (_, message) => Reported(message.Report));
    }

    /// <summary>Nodes that have reported and are not added.</summary>
    public int EarlyCount
    {
        get
        {
            lock (_lock) return _early.Count;
        }
    }

    /// <summary>Told when the own node has heard of others: how many there are that have said what they have. Work can be sent to those.</summary>
    public event Action<int>? Known;

    /// <summary>How all nodes stand, as they said last.</summary>
    public IReadOnlyList<NodeReport> Reports
    {
        get
        {
            lock (_lock) return _collector.All;
        }
    }

    /// <summary>The own node reports although it is alone: somebody is to see what waits there.</summary>
    public void ReportAlone() => _node.StartReporting(Reported);

    /// <summary>A node is to leave, or may stay after all: nobody sends anything there from now on, or again.</summary>
    public void Drain(uint node, bool isDraining)
    {
        lock (_lock)
        {
            _collector.Drain(node, isDraining);
            if (_collector.HasNews) TellUnderLock();
        }
    }

    /// <summary>(1) A node has joined, and can be sent messages.</summary>
    public void Add(uint node)
    {
        lock (_lock)
        {
            _collector.Add(node);
            _core.Peers.Send(ProcessId.HostOf(node), new ClusterViewUpdate(_collector.All, []));
            if (_keepsReady) _core.Peers.Send(ProcessId.HostOf(node), new ProcessesKeep());
            if (_early.Remove(node, out var early)) ReportedUnderLock(early);
        }
        _node.StartReporting(Reported);
    }

    /// <summary>(3) A node is gone. Call it before <see cref="NodeService.NodeLost"/>.</summary>
    public void Remove(uint node)
    {
        lock (_lock)
        {
            _early.Remove(node);
            _heard.Remove(node);
            if (_collector.Remove(node)) TellUnderLock();
        }
    }

    /// <summary>(4) Those that join later are told as they join.</summary>
    public void KeepReady()
    {
        lock (_lock)
        {
            _keepsReady = true;
            foreach (uint node in _collector.Nodes.Where(node => node != _core.Self.Node)) _core.Peers.Send(ProcessId.HostOf(node), new ProcessesKeep());
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>(2)</summary>
    private void Reported(NodeReport report)
    {
        lock (_lock)
        {
            if (_collector.Nodes.Contains(report.Node)) ReportedUnderLock(report);
            else if (!_collector.IsLost(report.Node)) _early[report.Node] = report;     // what it said last may be read after its loss
        }
    }

    /// <summary>What a node says first is told at once: work may wait for it.</summary>
    private void ReportedUnderLock(NodeReport report)
    {
        _collector.Reported(report);
        if (!_collector.HasNews) return;
        if (_heard.Add(report.Node)) TellUnderLock();
        else if (!_isDue)
        {
            _isDue = true;
            _timer.Change(NodeService.ReportInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tell()
    {
        lock (_lock)
        {
            _isDue = false;
            if (_collector.HasNews) TellUnderLock();
        }
    }

    private void TellUnderLock()
    {
        var (changed, gone) = _collector.TakeNews();
        ClusterViewUpdate news = new(changed, gone);
        int others = _collector.All.Count(report => report.Node != _core.Self.Node);
        foreach (uint node in _collector.Nodes)
        {
            if (node == _core.Self.Node)
            {
                _ownNews.Post(() =>
                {
                    _node.ViewChanged(news);
                    Known?.Invoke(others);
                });
            }
            else _core.Peers.Send(ProcessId.HostOf(node), news);
        }
    }
}
