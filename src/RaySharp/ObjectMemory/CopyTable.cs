using System.Diagnostics.CodeAnalysis;

namespace RaySharp.ObjectMemory;

/// <summary>Where the objects of this process are. Pure, and not thread-safe.</summary>
internal sealed class CopyTable
{
    private readonly Dictionary<ObjectId, OwnedCopies> _objects = [];
    private long _lastNumber;

    public int Count => _objects.Count;

    /// <summary>A value stands for the object from now on, and that node has sealed it. Others may have copies that were heard of before that value came.</summary>
    public OwnedCopies Own(ObjectId id, long length, uint node, string? madeAt)
    {
        var before = _objects.GetValueOrDefault(id);
        return _objects[id] = new OwnedCopies(length, [node, .. Without(before?.Nodes ?? [], node)], madeAt)
        {
            Number = ++_lastNumber,
            Doubted = Without(before?.Doubted ?? [], node),
            Makings = before is null ? 0 : before.Makings + 1,
        };
    }

    /// <summary>The object is made again for those who need it, and no value stands for it yet: copies of it that come late are copies, not garbage.</summary>
    public void Expect(ObjectId id)
    {
        if (_objects.TryGetValue(id, out var copies)) copies.Number = 0;
        else _objects.Add(id, new OwnedCopies(0, [], null));
    }

    /// <summary>That node has sealed the object again.</summary>
    public OwnedCopies? Remade(ObjectId id, long length, uint node)
    {
        if (!Copied(id, node, out _)) return null;
        var copies = _objects[id];
        copies.Length = length;
        copies.Makings++;
        return copies;
    }

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
        copies.Told = copies.GoneBecause = null;
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
    /// <param name="id">The object.</param>
    /// <param name="number">Of the value that stood for it; null: whichever did.</param>
    /// <returns>The nodes that may have a copy; null: another value stands for it, or none.</returns>
    public uint[]? Delete(ObjectId id, long? number)
    {
        if (!_objects.TryGetValue(id, out var copies) || (number is not null && copies.Number != number)) return null;
        _objects.Remove(id);
        return [.. copies.Nodes, .. copies.Doubted];
    }

    private static CopyLoss Following(ObjectId id, OwnedCopies copies, uint first)
    {
        if (copies.IsNowhere) return new CopyLoss(id, 0, IsLast: true);
        return copies.Nodes is [var now, ..] && now != first ? new CopyLoss(id, now, IsLast: false) : default;
    }

    private static uint[] Without(uint[] nodes, uint node) => nodes.Contains(node) ? [.. nodes.Where(other => other != node)] : nodes;
}
