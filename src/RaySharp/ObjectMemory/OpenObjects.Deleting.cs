namespace RaySharp.ObjectMemory;

/// <summary>What nodes are told to delete.</summary>
internal sealed partial class OpenObjects
{
    private readonly Dictionary<uint, List<ObjectId>> _deleting = [];     // by the nodes that may have copies
    private readonly List<(ObjectId Id, long Number)> _deleted = [];      // of which no node was told yet

    /// <summary>Told of own objects after the store was told to delete them, with the numbers of their values.</summary>
    public Action<IReadOnlyList<(ObjectId Id, long Number)>>? Deleted { get; set; }

    /// <summary>The value that stood for an own object is garbage, whether or not the collector has told: the object is deleted now, and not again later.</summary>
    public void DeleteUnreferenced(ObjectId id) => Delete(id, null);

    /// <summary>Its owner needs it no more.</summary>
    /// <param name="id">The object.</param>
    /// <param name="number">Of the value that stood for it: where another does by now, nothing is deleted. Null: whichever did.</param>
    public void Delete(ObjectId id, long? number)
    {
        lock (_lock)
        {
            if (Copies.Delete(id, number) is not { } nodes) return;
            _deleted.Add((id, number ?? 0));
            DeleteAt(nodes.Append(_node.Node), id);
        }
    }

    /// <summary>The object did not come to be, as its owner sees it, but whoever was to make it may have stored it.</summary>
    /// <param name="id">The object.</param>
    /// <param name="except">A node where it came to be, of which its owner has not been told yet.</param>
    public void Discard(ObjectId id, uint except = 0)
    {
        DeleteAt(Nodes().Except(Copies.NodesOf(id)).Where(node => node != except), id);
    }

    /// <summary>Calls it when no node will delete anything any more that it was told to delete before.</summary>
    public void AfterDeletions(Action then)
    {
        TellNow();
        _fence.Pass(Nodes().Append(_node.Node), then);
    }

    private void DeleteAt(IEnumerable<uint> nodes, ObjectId id)
    {
        lock (_lock)
        {
            foreach (uint node in nodes.Distinct())
            {
                if (!_deleting.TryGetValue(node, out var ids)) _deleting.Add(node, ids = []);
                ids.Add(id);
            }
            TellSoon();
        }
    }
}
