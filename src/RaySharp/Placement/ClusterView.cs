using RaySharp.Scheduling;

namespace RaySharp.Placement;

/// <summary>The nodes of the cluster, as one of them knows them: itself as it is, the others a little late. Pure.</summary>
internal sealed class ClusterView
{
    /// <summary>The node with the head. It hears first who is there, so it alone says that no node can run something.</summary>
    public const uint HeadNode = 1;

    private readonly NodeScheduler _own;
    private readonly NodeView _self;
    private readonly List<NodeView> _nodes;    // by number
    private readonly HashSet<uint> _gone = [];    // numbers are never given twice

    public ClusterView(uint self, NodeScheduler own)
    {
        _own = own;
        _self = new NodeView(self) { Grants = own.CanGrant };
        _nodes = [_self];
    }

    public uint Self => _self.Number;

    public bool IsHead => Self == HeadNode;

    /// <summary>Whether no other node is known.</summary>
    public bool IsAlone => _nodes.Count == 1;

    /// <summary>Whether somebody may bring a node that can run this; null where nobody can. Asked on the head's node only.</summary>
    public Func<LeaseSpec, bool>? MayGrow { get; set; }

    /// <summary>Why nobody brings nodes any more, where somebody did: what no node can run is refused with these words.</summary>
    public string? WhyNoMore { get; set; }

    /// <summary>The own node is to leave: nothing new runs there.</summary>
    public bool IsDraining { get; set; }

    public bool IsGone(uint node) => _gone.Contains(node);

    /// <summary>What is asked for at other nodes and not lent there.</summary>
    public IEnumerable<(ResourceSet Resources, int Count)> DemandElsewhere =>
        _nodes.Where(node => node != _self).SelectMany(static node => node.Demand).Select(static demand => (demand.Resources, demand.Count));

    /// <summary>All nodes that are there, by number; the own one as it is now.</summary>
    public IReadOnlyList<NodeView> Look()
    {
        _self.Set(new NodeReport(Self, _own.Total, _own.Free, [.. _own.Demand.Select(static asked => new Demand(asked.Resources, asked.Count))]) { IsDraining = IsDraining });
        return _nodes;
    }

    /// <summary>News of nodes. What is said of the own one it knows better; of one that is gone nothing counts any more.</summary>
    public void Update(IEnumerable<NodeReport> changed, IEnumerable<uint> gone)
    {
        foreach (uint node in gone) Lose(node);
        HashSet<uint> told = [Self];
        foreach (var report in changed)
        {
            if (told.Add(report.Node) && !_gone.Contains(report.Node)) FindOrAdd(report.Node).Update(report);
        }
        foreach (var node in _nodes)
        {
            if (!told.Contains(node.Number)) node.NothingNew();
        }
    }

    /// <summary>Somebody could not reach that node.</summary>
    public void Doubt(uint node)
    {
        if (node != Self) _nodes.Find(known => known.Number == node)?.Doubt();
    }

    public void Lose(uint node)
    {
        if (node == Self || !_gone.Add(node)) return;
        _nodes.RemoveAll(known => known.Number == node);
    }

    private NodeView FindOrAdd(uint number)
    {
        int index = _nodes.FindIndex(node => node.Number >= number);
        if (index >= 0 && _nodes[index].Number == number) return _nodes[index];
        NodeView added = new(number);
        _nodes.Insert(index < 0 ? _nodes.Count : index, added);
        return added;
    }
}
