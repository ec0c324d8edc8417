namespace RaySharp.Store;

/// <summary>(8): copies of what other nodes have.</summary>
internal sealed partial class NodeStore
{
    private readonly PullQueue _pulls = new(Math.Max(budget.ExtentBytes, budget.Capacity / 4));
    private readonly HashSet<uint> _lostNodes = [];
    private ulong _lastPull;

    /// <summary>Bytes of the pulls that are under way.</summary>
    public long PullingBytes => _pulls.ActiveBytes;

    /// <summary>Pulls that have not begun.</summary>
    public int WaitingPulls => _pulls.WaitingCount;

    /// <summary>How many objects were pulled, in all.</summary>
    public long PulledCount { get; private set; }

    /// <summary>(8) The object is here, whole.</summary>
    public void Pulled(StoredObject stored)
    {
        EndPull(stored);
        if (!stored.IsDeleted)
        {
            PulledCount++;
            effects.Copied(stored.Id);
        }
        Restored(stored);
    }

    /// <summary>(8) The node that was asked did not give it, or was asked no longer.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isLost">Whether that node has no copy, or none that can be had.</param>
    /// <param name="isFull">Whether it has no room to restore it.</param>
    public void PullFailed(StoredObject stored, string reason, bool isLost, bool isFull)
    {
        stored.Pull!.Failed(reason, isLost, isFull);
        Fetch(stored);
        Serve();
    }

    /// <summary>Who asked waits for the object no more.</summary>
    public void OpenCancelled(ProcessId process, ulong request, ObjectId id)
    {
        if (!_objects.TryGetValue(id, out var stored)) return;
        stored.Waiting.RemoveAll(waiting => waiting == (process, request));
        Abandon(stored);
        RemoveIfDeleted(stored);
        Serve();
    }

    /// <summary>The copy here is the first now, if there is one: it is not dropped for room any more. Its owner hears whether there is.</summary>
    public void Keep(ObjectId id)
    {
        if (_objects.TryGetValue(id, out var stored) && stored is { IsDeleted: false, Pull: null })
        {
            stored.IsCopy = false;
            effects.Copied(id);
        }
        else effects.Dropped(id);
    }

    /// <summary>A node is gone with all its processes: nothing can be had there, and nothing is kept for it.</summary>
    public void NodeLost(uint node)
    {
        _lostNodes.Add(node);
        foreach (var stored in _objects.Values.Concat(_replaced).ToArray())
        {
            stored.Waiting.RemoveAll(waiting => waiting.Process.Node == node);
            stored.Readers.RemoveWhere(reader => reader.Node == node);
            stored.IsDeleted |= stored.Id.Task.Owner.Node == node;
            if (stored.IsDeleted) Refuse(stored, $"{stored.Id} is lost: the process that owned it was on node {node}, which is gone.");
            Abandon(stored);
            if (stored is { IsDeleted: false, Pull: { } pull })
            {
                pull.NodeLost(node);
                if (pull is { Source: 0, HasSource: false }) GiveUp(stored);
            }
            RemoveIfDeleted(stored);
        }
        Serve();
    }

    /// <summary>(8) It is not here, but elsewhere.</summary>
    private StoredObject BeginPull(ObjectId id, long length, StoreUrgency urgency, IReadOnlyList<uint> sources)
    {
        if (_objects.TryGetValue(id, out var known)) _replaced.Add(known);
        var stored = new StoredObject(id, self, length) { IsCopy = true, Pull = new ObjectPull(++_lastPull, urgency) };
        stored.Pull.AddSources(sources, self.Node);
        _objects[id] = stored;
        _pulls.Add(stored);
        return stored;
    }

    /// <summary>(8) Room is asked for as for what is restored.</summary>
    private void ActivatePulls()
    {
        while (_pulls.TryActivate() is { } stored) stored.RestoreRequest = Enqueue(stored.Pull!.Urgency, self, 0, stored.Length, stored);
    }

    /// <summary>Somebody more waits for it, who may be more urgent, and may know of more copies.</summary>
    private void JoinPull(StoredObject stored, StoreUrgency urgency, IReadOnlyList<uint> sources)
    {
        stored.Pull!.AddSources(sources, self.Node);
        _pulls.Raise(stored, urgency);
        if (stored.RestoreRequest is { } request && urgency < request.Urgency) request.Urgency = urgency;
    }

    /// <summary>(8) Asks the next node for it, now that it has a place.</summary>
    private void Fetch(StoredObject stored)
    {
        if (!stored.IsDeleted && stored.Pull!.HasSource)
        {
            effects.Pull(stored, stored.Pull.Next());
            return;
        }
        stored.IsRestoring = false;
        GiveUp(stored);
    }

    /// <summary>Nobody gives it.</summary>
    private void GiveUp(StoredObject stored)
    {
        var pull = stored.Pull!;
        if (pull.IsFull) Refuse(stored, pull.Reason, isFull: true);
        else Refuse(stored, $"{stored.Id} cannot be had from another node: {pull.Reason}", without: pull.Without.Any() ? [.. pull.Without.Append(self.Node)] : []);
        stored.IsDeleted = true;
        EndPull(stored);
        RemoveIfDeleted(stored);
    }

    /// <summary>Ends a pull that nobody waits for.</summary>
    private void Abandon(StoredObject stored)
    {
        if (stored.Pull is not { IsAbandoned: false } pull || (!stored.IsDeleted && stored.Waiting.Count > 0)) return;
        pull.IsAbandoned = true;
        stored.IsDeleted = true;
        Refuse(stored, "");     // nobody: takes back the request for room
        if (stored.IsRestoring) effects.CancelPull(stored);
        else EndPull(stored);
    }

    /// <summary>Where an extent is being made for it, it ends when that is there.</summary>
    private void EndPull(StoredObject stored)
    {
        if (stored.Pull is null || stored.RestoreRequest is not null) return;
        _pulls.End(stored);
        stored.Pull = null;
    }

    /// <summary>(8) A copy makes room.</summary>
    private void Drop(StoredObject stored)
    {
        _objects.Remove(stored.Id);
        Displace(stored);
        effects.Dropped(stored.Id);
    }
}
