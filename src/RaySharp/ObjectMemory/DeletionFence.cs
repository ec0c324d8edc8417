namespace RaySharp.ObjectMemory;

/// <summary>Waits until all nodes have handled what this process told them to delete: else a late word could delete what was made again under the same id.</summary>
/// <remarks>A node answers after the deletions that were sent before the question, since links keep order. One that is gone deletes nothing any more.</remarks>
internal sealed class DeletionFence(ICopyEffects effects)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, (HashSet<uint> Silent, Action Then)> _passing = [];
    private readonly HashSet<uint> _gone = [];
    private ulong _lastNumber;

    /// <summary>Calls it when these nodes have answered.</summary>
    public void Pass(IEnumerable<uint> nodes, Action then)
    {
        ulong number;
        uint[] asked;
        lock (_lock)
        {
            asked = [.. nodes.Where(node => !_gone.Contains(node)).Distinct()];
            number = ++_lastNumber;
            if (asked.Length > 0) _passing.Add(number, ([.. asked], then));
        }
        if (asked.Length == 0) then();
        foreach (uint node in asked) effects.AskDeletions(node, number);
    }

    public void NodeLost(uint node)
    {
        lock (_lock) _gone.Add(node);
        EndAll(node);
    }

    /// <summary>The node cannot be reached: what it was told did not come there either.</summary>
    public void Unreachable(uint node) => EndAll(node);

    /// <summary>The node has answered.</summary>
    public void Done(uint node, ulong number)
    {
        Action then;
        lock (_lock)
        {
            if (!_passing.TryGetValue(number, out var passing) || !passing.Silent.Remove(node) || passing.Silent.Count > 0) return;
            _passing.Remove(number);
            then = passing.Then;
        }
        then();
    }

    private void EndAll(uint node)
    {
        ulong[] numbers;
        lock (_lock) numbers = [.. _passing.Keys];
        foreach (ulong number in numbers) Done(node, number);
    }
}
