using RaySharp.Scheduling;

namespace RaySharp.Placement;

/// <summary>What a node says of itself.</summary>
/// <param name="Node">Its number.</param>
/// <param name="Total">All that it lends.</param>
/// <param name="Free">What of it is not lent.</param>
/// <param name="Demand">What is asked for there and cannot be lent yet.</param>
internal sealed record NodeReport(uint Node, ResourceSet Total, ResourceSet Free, Demand[] Demand)
{
    /// <summary>Counts what the node said: of two reports the one with the higher number counts.</summary>
    public ulong Number { get; init; }

    /// <summary>Requests that other nodes sent there so far: what those took down for them is over.</summary>
    public ulong Arrivals { get; init; }

    /// <summary>Something is lent there or asked for, or it holds the first copy of an object: it could not leave.</summary>
    public bool IsBusy { get; init; }

    /// <summary>The head means to let it go: nothing is to be sent there any more.</summary>
    public bool IsDraining { get; init; }

    public bool IsLike(NodeReport other) => Node == other.Node && Arrivals == other.Arrivals && IsBusy == other.IsBusy && IsDraining == other.IsDraining
        && Total.Equals(other.Total) && Free.Equals(other.Free) && Demand.AsSpan().SequenceEqual(other.Demand);
}

/// <summary>Requests for the same resources.</summary>
/// <param name="Resources">What each asks for.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Demand(ResourceSet Resources, int Count)
{
    /// <summary>Shapes that a report names at most.</summary>
    public const int MostShapes = 32;

    /// <summary>Sums up what is asked for, in the order in which the shapes came; of too many shapes those with the most requests stay.</summary>
    public static Demand[] Sum(IEnumerable<(ResourceSet Resources, int Count)> asked)
    {
        Dictionary<ResourceSet, int> counts = [];
        foreach (var (resources, count) in asked) counts[resources] = counts.GetValueOrDefault(resources) + count;
        var shapes = counts.Select(shape => new Demand(shape.Key, shape.Value));
        return [.. counts.Count <= MostShapes ? shapes : shapes.OrderByDescending(shape => shape.Count).Take(MostShapes)];
    }
}
