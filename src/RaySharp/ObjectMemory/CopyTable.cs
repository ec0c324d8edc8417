using System.Diagnostics.CodeAnalysis;

namespace RaySharp.ObjectMemory;

/// <summary>Where the objects of this process are. Pure, and not thread-safe.</summary>
internal sealed class CopyTable
{
    private readonly Dictionary<ObjectId, OwnedCopies> _objects = [];

    public int Count => _objects.Count;

    public void Own(ObjectId id, uint node, string? madeAt) => _objects[id] = new OwnedCopies(node, madeAt);

    public bool TryGet(ObjectId id, [NotNullWhen(true)] out OwnedCopies? copies) => _objects.TryGetValue(id, out copies);

    /// <summary>A node has a copy now.</summary>
    /// <returns>False: the object was freed, and the copy is of no use.</returns>
    public bool Copied(ObjectId id, uint node, out bool isOnly)
    {
        isOnly = false;
        if (!_objects.TryGetValue(id, out var copies)) return false;
        isOnly = copies.Nodes is [];
        copies.Doubted = Without(copies.Doubted, node);
        if (!copies.Nodes.Contains(node)) copies.Nodes = [.. copies.Nodes, node];
        copies.Lost = null;
        copies.IsBeingMade = false;
        return true;
    }

    /// <summary>A node has no copy any more: it said so itself, or is lost.</summary>
    /// <returns>What follows from it.</returns>
    public CopyLoss Gone(ObjectId id, uint node)
    {
        if (!_objects.TryGetValue(id, out var copies) || (!copies.Nodes.Contains(node) && !copies.Doubted.Contains(node))) return default;
        copies.Doubted = Without(copies.Doubted, node);
        uint first = copies.Nodes.FirstOrDefault();
        copies.Nodes = Without(copies.Nodes, node);
        return Following(id, copies, first);
    }

    /// <summary>A reader found no copy there. That may be older than a copy that is there now: only the node itself knows.</summary>
    /// <returns>What follows from it.</returns>
    public CopyLoss Doubt(ObjectId id, uint node)
    {
        if (!_objects.TryGetValue(id, out var copies) || !copies.Nodes.Contains(node)) return default;
        uint first = copies.Nodes[0];
        copies.Nodes = Without(copies.Nodes, node);
        copies.Doubted = [.. copies.Doubted, node];
        return Following(id, copies, first);
    }

    /// <summary>A node is gone with all that it had.</summary>
    public IReadOnlyList<CopyLoss> NodeLost(uint node)
    {
        List<CopyLoss> losses = [];
        foreach (var (id, _) in _objects)
        {
            if (Gone(id, node) is { Id: not null } loss) losses.Add(loss);
        }
        return losses;
    }

    /// <summary>The object is freed.</summary>
    /// <returns>The nodes that may have a copy.</returns>
    public uint[] Delete(ObjectId id) => _objects.Remove(id, out var copies) ? [.. copies.Nodes, .. copies.Doubted] : [];

    private static CopyLoss Following(ObjectId id, OwnedCopies copies, uint first)
    {
        if (copies.Nodes is [] && copies.Doubted is []) return new CopyLoss(id, 0, IsLast: true);
        return copies.Nodes is [var now, ..] && now != first ? new CopyLoss(id, now, IsLast: false) : default;
    }

    private static uint[] Without(uint[] nodes, uint node) => nodes.Contains(node) ? [.. nodes.Where(other => other != node)] : nodes;
}
