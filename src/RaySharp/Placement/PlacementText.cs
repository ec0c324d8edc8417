using RaySharp.Scheduling;
using RaySharp.Texts;

namespace RaySharp.Placement;

/// <summary>Why no node can run something, for people.</summary>
internal static class PlacementText
{
    public static string WhyNot(LeaseSpec spec, IReadOnlyList<NodeView> nodes)
    {
        if (spec.Strategy is { Node: { } wanted, IsSoft: false })
        {
            string bound = $"it is bound to {wanted} (SchedulingStrategy.NodeAffinity)";
            return nodes.FirstOrDefault(node => node.Number == wanted.Number) is { IsDraining: false } there
                ? $"{ResourceText.DescribeLack(spec.Resources, there.Total)}, and {bound}. Ask for less, or make the affinity soft. The node has {there.Total}."
                : $"{bound}, which is not in the cluster (any more). Make the affinity soft, or name one of these: {string.Join(", ", nodes.Select(static node => node.Number))}.";
        }
        var most = nodes.Aggregate(ResourceSet.Empty, static (most, node) => most.Max(node.Total));
        string lack = ResourceText.DescribeLackOfAll(spec.Resources, most) ?? $"{spec.Resources} were asked for, which no node has together";
        return $"{lack}. Ask for less, or give the cluster a node that has more. The cluster has {CountText.Of(nodes.Count, "node")}; the most that any has of each is {most}.";
    }
}
