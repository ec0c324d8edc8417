using System.Diagnostics.CodeAnalysis;

namespace RaySharp.ObjectMemory;

/// <summary>Where the objects of this process are. Pure, and not thread-safe.</summary>
internal sealed class CopyTable
{
    private readonly Dictionary<ObjectId, OwnedCopies> _objects = [];

    public int Count => _objects.Count;

    public void Own(ObjectId id, uint node, string? madeAt) => _objects[id] = new OwnedCopies(node, madeAt);

    public bool TryGet(ObjectId id, [NotNullWhen(true)] out OwnedCopies? copies) => _objects.TryGetValue(id, out copies);

    /// <summary>A node has a copy now. False: the object was freed, and the copy is of no use.</summary>
    public bool Copied(ObjectId id, uint node)
    {
        if (!_objects.TryGetValue(id, out var copies)) return false;
        copies.Doubted = Without(copies.Doubted, node);
        if (!copies.Nodes.Contains(node)) copies.Nodes = [.. copies.Nodes, node];
        copies.Lost = null;
        copies.IsBeingMade = false;
        return true;
    }

    /// <summary>A node has no copy any more.</summary>
    /// <param name="id">The object.</param>
    /// <param name="node">The node.</param>
    /// <param name="isCertain">Whether the node itself said so; else nothing may be left there, and nothing is sent for.</param>
    /// <returns>What follows from it.</returns>
    public CopyLoss Gone(ObjectId id, uint node, bool isCertain)
    {
        if (!_objects.TryGetValue(id, out var copies)) return default;
        bool hadIt = copies.Nodes.Contains(node);
        if (isCertain) copies.Doubted = Without(copies.Doubted, node);
        if (!hadIt) return default;
        bool wasFirst = copies.Nodes[0] == node;
        copies.Nodes = Without(copies.Nodes, node);
        if (!isCertain) copies.Doubted = [.. copies.Doubted, node];
        return copies.Nodes is [] ? new CopyLoss(id, 0, IsLast: true) : wasFirst ? new CopyLoss(id, copies.Nodes[0], IsLast: false) : default;
    }

    /// <summary>A node is gone with all that it had.</summary>
    public IReadOnlyList<CopyLoss> NodeLost(uint node)
    {
        List<CopyLoss> losses = [];
        foreach (var (id, _) in _objects)
        {
            if (Gone(id, node, isCertain: true) is { Id: not null } loss) losses.Add(loss);
        }
        return losses;
    }

    /// <summary>The object is freed.</summary>
    /// <returns>The nodes that may have a copy.</returns>
    public uint[] Delete(ObjectId id) => _objects.Remove(id, out var copies) ? [.. copies.Nodes, .. copies.Doubted] : [];

    private static uint[] Without(uint[] nodes, uint node) => nodes.Contains(node) ? [.. nodes.Where(other => other != node)] : nodes;
}
