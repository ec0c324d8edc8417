using RaySharp.Placement;

namespace RaySharp.Simulation;

/// <summary>Nodes that stand still for a while, and networks that are cut for a while: one way or both, between two nodes or between one and all others.</summary>
internal sealed class Faults(SimulatedCluster cluster)
{
    private readonly List<Cut> _cuts = [];
    private readonly SortedDictionary<uint, List<Action>> _frozen = [];    // what they do when they thaw

    /// <summary>A duration: until all that could be done without those nodes is done.</summary>
    public const long ToTheEnd = long.MaxValue;

    /// <summary>Whether some node may come to be missed.</summary>
    public bool MayBeMissed => _cuts.Exists(cut => cluster.Head.Membership.IsMember(cut.Node)) || _frozen.Keys.Any(cluster.Head.Membership.IsMember);

    private bool Any => _cuts.Count + _frozen.Count > 0;

    /// <summary>Whether what is sent from there to there waits.</summary>
    public bool Holds(ProcessId from, ProcessId to) => Any && (_frozen.ContainsKey(to.Node) || _cuts.Exists(cut => cut.Holds(from.Node, to.Node)));

    /// <summary>Something that a node does by itself after a while.</summary>
    public void After(uint node, long delay, Action action) => cluster.Time.After(delay, () => Do(node, action));

    /// <summary>Something that a node does by itself, once it can.</summary>
    public void Do(uint node, Action action)
    {
        if (_frozen.TryGetValue(node, out var waiting)) waiting.Add(action);
        else action();
    }

    /// <param name="node">Which.</param>
    /// <param name="duration">For how long.</param>
    public void Freeze(uint node, long duration)
    {
        if (!_frozen.TryAdd(node, [])) return;
        cluster.Coverage.Add(node == ClusterView.HeadNode ? "head frozen" : "node frozen");
        cluster.Trace($"node {node} freezes");
        cluster.Head.Watch();
        if (duration != ToTheEnd) cluster.Time.After(duration, () => Thaw(node));
    }

    /// <param name="node">One of them.</param>
    /// <param name="other">The other; 0: all others.</param>
    /// <param name="ways">1: what it says; 2: what it is told; 3: both.</param>
    /// <param name="duration">For how long.</param>
    public void Part(uint node, uint other, int ways, long duration)
    {
        Cut cut = new(node, other, (ways & 1) != 0, (ways & 2) != 0);
        _cuts.Add(cut);
        cluster.Coverage.Add($"network cut: {ways switch { 1 => "what a node says", 2 => "what it is told", _ => "both ways" }}{(other == 0 ? "" : ", between two")}");
        cluster.Trace($"the network is cut between {node} and {other}, ways {ways}");
        cluster.Head.Watch();
        if (duration != ToTheEnd) cluster.Time.After(duration, () => Mend(cut));
    }

    /// <summary>What went on to the end is over.</summary>
    public void End()
    {
        foreach (var cut in _cuts.ToArray()) Mend(cut);
        foreach (uint node in _frozen.Keys.ToArray()) Thaw(node);
    }

    private void Mend(Cut cut)
    {
        if (!_cuts.Remove(cut)) return;
        cluster.Trace($"the network is whole between {cut.Node} and {cut.Other}");
        cluster.Network.GoOn();
    }

    private void Thaw(uint node)
    {
        cluster.Trace($"node {node} thaws");
        _frozen.Remove(node, out var waiting);
        foreach (var action in waiting!) cluster.Time.After(0, () => Do(node, action));
        cluster.Network.GoOn();
    }

    private sealed record Cut(uint Node, uint Other, bool Out, bool In)
    {
        public bool Holds(uint from, uint to) => from != to && ((Out && from == Node && IsOther(to)) || (In && to == Node && IsOther(from)));

        private bool IsOther(uint node) => Other == 0 || node == Other;
    }
}
