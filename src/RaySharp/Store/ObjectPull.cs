namespace RaySharp.Store;

/// <summary>One object that is being copied here from another node: where it may be had, and how far it is.</summary>
internal sealed class ObjectPull(ulong order, StoreUrgency urgency)
{
    private readonly List<uint> _untried = [];
    private readonly HashSet<uint> _tried = [];
    private readonly SortedSet<uint> _without = [];
    private string? _reason;

    public ulong Order { get; } = order;

    /// <summary>Of the most urgent who waits.</summary>
    public StoreUrgency Urgency { get; set; } = urgency;

    /// <summary>It has its part of the bytes that may be under way.</summary>
    public bool IsActive { get; set; }

    /// <summary>Nobody needs it any more: what is under way ends.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>The node that is asked for it; 0: none.</summary>
    public uint Source { get; private set; }

    public bool HasSource => _untried.Count > 0;

    /// <summary>A node has it and could not give it: it had no room to restore it.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Nodes that have no copy, though they were said to.</summary>
    public IEnumerable<uint> Without => _without;

    public string Reason => _reason ?? "no node is known that has a copy.";

    /// <summary>These have copies. Who asks first is spread: nodes begin at different ones.</summary>
    public void AddSources(IReadOnlyList<uint> nodes, uint self)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            uint node = nodes[(int)((i + (long)self) % nodes.Count)];
            if (node != self && _tried.Add(node)) _untried.Add(node);
        }
    }

    /// <summary>The next node to ask.</summary>
    public uint Next()
    {
        Source = _untried[0];
        _untried.RemoveAt(0);
        return Source;
    }

    /// <summary>The node that was asked did not give it.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="isLost">Whether it has no copy.</param>
    /// <param name="isFull">Whether it had no room to restore it.</param>
    public void Failed(string reason, bool isLost, bool isFull)
    {
        _reason = reason;
        IsFull |= isFull;
        if (isLost) _without.Add(Source);
        Source = 0;
    }

    /// <summary>The node is gone, with what it had.</summary>
    public void NodeLost(uint node)
    {
        if (!_untried.Remove(node)) return;
        _without.Add(node);
        _reason = $"node {node} is lost.";
    }
}
