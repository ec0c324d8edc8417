namespace RaySharp.Scheduling;

/// <summary>Requests that wait: the deepest first, because others wait for them; within a depth in the order they came.</summary>
internal sealed class LeaseQueue
{
    private readonly List<LeaseClass> _classes = [];    // none empty
    private readonly Dictionary<(ProcessId Owner, ulong Number), (LeaseClass Class, LinkedListNode<LeaseRequest> Node)> _byNumber = [];

    public int Count => _byNumber.Count;

    /// <summary>What is asked for, and how often.</summary>
    public IEnumerable<(ResourceSet Resources, int Count)> Demand => _classes.Select(each => (each.Spec.Resources, each.Requests.Count));

    public void Add(LeaseRequest request)
    {
        var like = _classes.Find(candidate => candidate.Spec.IsLike(request.Spec));
        if (like is null) _classes.Add(like = new LeaseClass(request.Spec));
        _byNumber.Add((request.Owner, request.Number), (like, like.Requests.AddLast(request)));
    }

    public bool Remove(ProcessId owner, ulong number)
    {
        if (!_byNumber.Remove((owner, number), out var place)) return false;
        place.Class.Requests.Remove(place.Node);
        if (place.Class.Requests.Count == 0) _classes.Remove(place.Class);
        return true;
    }

    public LeaseRequest TakeFirst(LeaseClass from)
    {
        var first = from.First;
        Remove(first.Owner, first.Number);
        return first;
    }

    public void BeginPass()
    {
        foreach (var each in _classes) each.Lacks = ResourceKinds.None;
    }

    /// <summary>The most urgent class that was not found lacking in this pass.</summary>
    public LeaseClass? Next()
    {
        LeaseClass? best = null;
        foreach (var each in _classes)
        {
            if (each.Lacks == ResourceKinds.None && (best is null || each.First.IsBefore(best.First))) best = each;
        }
        return best;
    }

    /// <summary>A request takes these kinds: those that were looked at before it and lack one of them were bypassed.</summary>
    public void CountBypass(ResourceKinds taken)
    {
        foreach (var each in _classes)
        {
            if ((each.Lacks & taken) != 0) each.First.Bypassed++;
        }
    }

    /// <summary>Removes and returns the requests that match, in the order they came.</summary>
    public List<LeaseRequest> RemoveWhere(Func<LeaseRequest, bool> matches)
    {
        List<LeaseRequest> removed = [.. InOrder().Where(matches)];
        foreach (var request in removed) Remove(request.Owner, request.Number);
        return removed;
    }

    /// <summary>All requests, the most urgent first. Lazy: mostly only the first few are looked at.</summary>
    public IEnumerable<LeaseRequest> InOrder()
    {
        var heads = new LinkedListNode<LeaseRequest>?[_classes.Count];
        for (int i = 0; i < heads.Length; i++) heads[i] = _classes[i].Requests.First;
        while (IndexOfFirst(heads) is >= 0 and var first)
        {
            yield return heads[first]!.Value;
            heads[first] = heads[first]!.Next;
        }
    }

    private static int IndexOfFirst(LinkedListNode<LeaseRequest>?[] heads)
    {
        int first = -1;
        for (int i = 0; i < heads.Length; i++)
        {
            if (heads[i] is { } head && (first < 0 || head.Value.IsBefore(heads[first]!.Value))) first = i;
        }
        return first;
    }
}
