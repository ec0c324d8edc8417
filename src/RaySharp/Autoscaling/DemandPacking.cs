using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Autoscaling;

/// <summary>Packs what waits into nodes, the largest first, each into the first that has room: into those there are, those on their way, and new ones. Pure.</summary>
internal sealed class DemandPacking
{
    private const int MostOfAShape = 10_000;    // of one node's report
    private readonly List<ResourceSet> _pending;
    private readonly int _pendingBefore;
    private readonly ResourceSet _shape;
    private readonly int _mostNew;

    /// <param name="shape">What a new node lends.</param>
    /// <param name="pending">Nodes on their way.</param>
    /// <param name="mostNew">How many more there may be.</param>
    public DemandPacking(ResourceSet shape, int pending, int mostNew)
    {
        _shape = shape;
        _pending = [.. Enumerable.Repeat(shape, pending)];
        _pendingBefore = pending;
        _mostNew = mostNew;
    }

    /// <summary>Nodes on their way that something was packed into.</summary>
    public int PendingUsed { get; private set; }

    /// <summary>Nodes beyond those.</summary>
    public int New => _pending.Count - _pendingBefore;

    /// <summary>Whether something was left for new nodes that could run on one that is there, had that room.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Packs.</summary>
    /// <param name="nodes">All nodes that take work, as they are.</param>
    /// <param name="isDelayOver">Whether what could run on one of them, but for its room, may have a new node.</param>
    /// <returns>The nodes that have room for some of it.</returns>
    public HashSet<uint> Pack(IReadOnlyList<NodeReport> nodes, bool isDelayOver)
    {
        HashSet<uint> used = [];
        var free = nodes.ToDictionary(static node => node.Node, static node => node.Free);
        var demand = nodes.SelectMany(static node => node.Demand).Where(asked => _shape.Covers(asked.Resources)).OrderByDescending(static asked => asked.Resources.Gpus).ThenByDescending(static asked => asked.Resources.Cpus).ThenByDescending(static asked => asked.Resources.Memory);
        foreach (var asked in demand)
        {
            int left = Math.Min(asked.Count, MostOfAShape);
            foreach (var node in nodes)
            {
                int here = Fill(free[node.Node], asked.Resources, ref left, out var rest);
                free[node.Node] = rest;
                if (here > 0) used.Add(node.Node);
            }
            bool couldRun = nodes.Any(node => node.Total.Cpus > 0 && node.Total.Covers(asked.Resources));
            for (int i = 0; left > 0; i++)
            {
                if (i == _pending.Count)
                {
                    IsFull |= couldRun;
                    if ((couldRun && !isDelayOver) || New >= _mostNew) break;
                    _pending.Add(_shape);
                }
                int here = Fill(_pending[i], asked.Resources, ref left, out var rest);
                _pending[i] = rest;
                if (here > 0) PendingUsed = Math.Max(PendingUsed, Math.Min(i + 1, _pendingBefore));
            }
        }
        return used;
    }

    private static int Fill(ResourceSet room, ResourceSet each, ref int left, out ResourceSet rest)
    {
        int placed = each.IsEmpty ? left : 0;
        for (rest = room; placed < left && rest.Covers(each); placed++) rest = rest.Subtract(each);
        left -= placed;
        return placed;
    }
}
