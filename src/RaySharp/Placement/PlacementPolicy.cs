using RaySharp.Scheduling;

namespace RaySharp.Placement;

/// <summary>Chooses the node for a lease request: Ray's hybrid policy, and the strategies beside it. Pure; its chance is injected.</summary>
internal sealed class PlacementPolicy(Random random)
{
    private const int BestPart = 5;    // of so many nodes one is among the best

    private uint _lastSpread;

    /// <summary>Null: no node could ever run it.</summary>
    /// <param name="nodes">By number.</param>
    /// <param name="self">The node that asks: as good as any is good enough for it.</param>
    /// <param name="spec">What is asked for.</param>
    public NodeView? Choose(IReadOnlyList<NodeView> nodes, uint self, LeaseSpec spec)
    {
        NodeView[] feasible = [.. nodes.Where(node => node.CouldRun(spec))];
        if (spec.Strategy.Node is { } wanted)
        {
            var bound = Array.Find(feasible, node => node.Number == wanted.Number);
            if (bound is not null || !spec.Strategy.IsSoft) return bound;
        }
        if (Array.Exists(feasible, IsForWork)) feasible = Array.FindAll(feasible, IsForWork);
        var free = Array.FindAll(feasible, node => node.HasRoom(spec));
        if (spec.Strategy.IsSpread) return Next(free) ?? Next(feasible);
        return ChooseFree(free, self, spec) ?? Best(feasible, self);
    }

    /// <summary>A node that has room now for a request that waits here. Null: it waits on.</summary>
    public NodeView? ChooseOther(IReadOnlyList<NodeView> nodes, uint self, LeaseSpec spec)
    {
        if (spec.Strategy.Node?.Number == self || (spec.Strategy.Node is not null && !spec.Strategy.IsSoft)) return null;
        NodeView[] free = [.. nodes.Where(node => node.Number != self && IsForWork(node) && node.HasRoom(spec))];
        return spec.Strategy.IsSpread ? Next(free) : ChooseFree(free, self, spec);
    }

    /// <summary>A node without CPUs is a program that joined: it places even what needs none elsewhere.</summary>
    private static bool IsForWork(NodeView node) => node.Total.Cpus > 0;

    private NodeView? ChooseFree(NodeView[] free, uint self, LeaseSpec spec) =>
        spec.Resources.Gpus > 0 ? Best(free, self) : Best(Array.FindAll(free, static node => node.Total.Gpus == 0), self) ?? Best(free, self);

    private NodeView? Best(NodeView[] nodes, uint self)
    {
        if (nodes.Length == 0) return null;
        var ranked = nodes.Select(static node => (Node: node, Score: node.Score())).OrderBy(static ranked => ranked.Score).ToArray();    // stable: ties by number
        foreach (var (node, score) in ranked)
        {
            if (score > ranked[0].Score) break;
            if (node.Number == self) return node;
        }
        return ranked[random.Next(Math.Max(1, nodes.Length / BestPart))].Node;
    }

    /// <summary>In turn, by number.</summary>
    private NodeView? Next(NodeView[] nodes)
    {
        if (nodes.Length == 0) return null;
        var next = Array.Find(nodes, node => node.Number > _lastSpread) ?? nodes[0];
        _lastSpread = next.Number;
        return next;
    }
}
