namespace RaySharp.Placement;

/// <summary>What the head knows of the nodes, and what of it the nodes have not been told. Pure.</summary>
internal sealed class ViewCollector
{
    private readonly Dictionary<uint, NodeReport?> _nodes = [];    // null: it has not said anything yet
    private readonly HashSet<uint> _changed = [];
    private readonly HashSet<uint> _gone = [];
    private readonly HashSet<uint> _draining = [];
    private readonly HashSet<uint> _lost = [];    // numbers are never given twice

    /// <summary>The nodes that are there, in the order they came.</summary>
    public IReadOnlyCollection<uint> Nodes => _nodes.Keys;

    /// <summary>Whether there is something to tell.</summary>
    public bool HasNews => _changed.Count + _gone.Count > 0;

    /// <summary>All that is known, for a node that is new.</summary>
    public NodeReport[] All => [.. _nodes.Values.OfType<NodeReport>().Select(Marked)];

    /// <summary>Whether that node is known to be gone.</summary>
    public bool IsLost(uint node) => _lost.Contains(node);

    /// <summary>A node has joined.</summary>
    public void Add(uint node)
    {
        if (!_lost.Contains(node)) _nodes.TryAdd(node, null);
    }

    /// <summary>A node is gone. False: it was not there.</summary>
    public bool Remove(uint node)
    {
        _lost.Add(node);
        _draining.Remove(node);
        _changed.Remove(node);
        return _nodes.Remove(node) && _gone.Add(node);
    }

    /// <summary>A node says how it stands. What comes of one that is not (any more) a member is not heard.</summary>
    public void Reported(NodeReport report)
    {
        if (!_nodes.TryGetValue(report.Node, out var last) || report.Number <= (last?.Number ?? 0)) return;
        _nodes[report.Node] = report;
        _changed.Add(report.Node);
    }

    /// <summary>A node is to leave, or may stay after all: all others are to know before it does.</summary>
    public void Drain(uint node, bool isDraining)
    {
        if (_nodes.GetValueOrDefault(node) is not null && (isDraining ? _draining.Add(node) : _draining.Remove(node))) _changed.Add(node);
    }

    private NodeReport Marked(NodeReport report) => _draining.Contains(report.Node) ? report with { IsDraining = true } : report;

    /// <summary>The news since the last time.</summary>
    public (NodeReport[] Changed, uint[] Gone) TakeNews()
    {
        NodeReport[] changed = [.. _changed.Select(node => _nodes[node]).OfType<NodeReport>().Select(Marked)];
        uint[] gone = [.. _gone];
        _changed.Clear();
        _gone.Clear();
        return (changed, gone);
    }
}
