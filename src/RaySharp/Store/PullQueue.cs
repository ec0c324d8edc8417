namespace RaySharp.Store;

/// <summary>Which pulls may be under way: as many as their bytes allow, the most urgent first. What is less urgent never holds up what is more so.</summary>
internal sealed class PullQueue(long limit)
{
    private readonly SortedSet<StoredObject> _waiting = new(Comparer<StoredObject>.Create(static (one, other) =>
        (one.Pull!.Urgency, one.Pull.Order).CompareTo((other.Pull!.Urgency, other.Pull.Order))));
    private readonly long[] _active = new long[Enum.GetValues<StoreUrgency>().Length];

    /// <summary>Bytes of the pulls that are under way.</summary>
    public long ActiveBytes => _active.Sum();

    public int WaitingCount => _waiting.Count;

    public void Add(StoredObject stored) => _waiting.Add(stored);

    /// <summary>Somebody more urgent waits for it.</summary>
    public void Raise(StoredObject stored, StoreUrgency urgency)
    {
        var pull = stored.Pull!;
        if (urgency >= pull.Urgency) return;
        bool isWaiting = _waiting.Remove(stored);       // before its place in the order changes
        if (pull.IsActive)
        {
            _active[(int)pull.Urgency] -= stored.Length;
            _active[(int)urgency] += stored.Length;
        }
        pull.Urgency = urgency;
        if (isWaiting) _waiting.Add(stored);
    }

    /// <summary>The next that may begin; null: none may now.</summary>
    public StoredObject? TryActivate()
    {
        if (_waiting.Min is not { } stored) return null;
        long asUrgent = 0;
        for (int urgency = 0; urgency <= (int)stored.Pull!.Urgency; urgency++) asUrgent += _active[urgency];
        if (asUrgent > 0 && asUrgent + stored.Length > limit) return null;
        _waiting.Remove(stored);
        stored.Pull.IsActive = true;
        _active[(int)stored.Pull.Urgency] += stored.Length;
        return stored;
    }

    /// <summary>It is over, however it ended.</summary>
    public void End(StoredObject stored)
    {
        if (stored.Pull!.IsActive) _active[(int)stored.Pull.Urgency] -= stored.Length;
        else _waiting.Remove(stored);
    }
}
