namespace RaySharp.ReferenceCounting;

/// <summary>
/// Counts, for one process, who holds the objects and actors that more than one process knows of. Pure: events in, calls on
/// <see cref="IReferenceEffects"/> out. Not thread-safe. See docs/reference-counting.md for the rules and why they are safe.
/// </summary>
/// <remarks>
/// (1) Who sends references pins them in a bag until the receiver has settled it. (2) Until then the receiver is sheltered by the sender and tells
/// nobody. (3) To settle it tells the owner of each reference that it still keeps, and waits for the answer, unless the owner is the bag's sender:
/// the link keeps order. (4) A borrower that keeps it no more tells the owner. (5) The owner frees what nobody holds, pins or borrows.
/// (6) What a dead process held, sent or was sent vanishes; what it owned is lost.
/// </remarks>
internal sealed partial class ReferenceTable(ProcessId self, IReferenceEffects effects)
{
    private readonly Dictionary<SharedId, SharedEntry> _entries = [];
    private readonly Dictionary<SharedId, SharedId[]> _contents = [];
    private readonly HashSet<ProcessId> _dead = [];
    private readonly Queue<SharedEntry> _unsure = [];   // entries that may be kept no more; a queue, so that long chains need no deep stack

    public bool IsEmpty => _entries.Count + _contents.Count + _inbound.Count + _outbound.Count == 0;

    public bool Contains(SharedId id) => _entries.ContainsKey(id);

    /// <summary>A reference, a handle or a task's argument of this process holds it.</summary>
    public void AddHold(SharedId id)
    {
        var entry = Get(id);
        entry.Holds++;
        Protect(entry);
    }

    /// <summary>(4)(5) One that held it is gone.</summary>
    public void ReleaseHold(SharedId id)
    {
        if (_entries.TryGetValue(id, out var entry)) Release(entry);
        Review();
    }

    /// <summary>The value of an own object holds these. If it was made before (its task ran again), the new value counts.</summary>
    public void Contain(ObjectId container, IReadOnlyList<SharedId> content)
    {
        var key = SharedId.Of(container);
        _contents.Remove(key, out var before);
        if (content.Count > 0) _contents[key] = content as SharedId[] ?? [.. content];
        foreach (var id in content) AddHold(id);
        ReleaseAll(before);
        Review();
    }

    /// <summary>The value of an own object that nobody is counted for was collected.</summary>
    /// <param name="container">The object.</param>
    /// <param name="which">What it held: the object may have been made again since, and hold others. Null: whatever it holds.</param>
    public void ContainerGone(ObjectId container, IReadOnlyList<SharedId>? which = null)
    {
        var key = SharedId.Of(container);
        if (which is not null && _contents.GetValueOrDefault(key) != which) return;
        if (_entries.ContainsKey(key) || !_contents.Remove(key, out var content)) return;
        ReleaseAll(content);
        Review();
    }

    /// <summary>References were found in the value of an object that is held here. Call after they are held, while the object still is.</summary>
    /// <remarks>Its owner keeps them alive as long as it keeps the object, so the object stays until their owners have answered.</remarks>
    public void FoundInside(ObjectId container, IReadOnlyList<SharedId> content)
    {
        var key = SharedId.Of(container);
        if (key.Owner == self) return;
        foreach (var id in content)
        {
            if (!_entries.TryGetValue(id, out var entry) || entry.Borrow != BorrowState.Asked) continue;
            AddHold(key);
            entry.AddWaiter(new BorrowWaiter(null, key));
        }
    }

    /// <summary>(6) A process is gone. Call once its last message was handled, or will never be.</summary>
    public void ProcessDied(ProcessId process)
    {
        if (!_dead.Add(process)) return;
        _heard.Remove(process);
        CloseBags(process);
        foreach (var entry in _entries.Values.ToArray())
        {
            if (entry.RemoveBorrower(process)) _unsure.Enqueue(entry);
            if (entry.Id.Owner == process) Lose(entry);
        }
        Review();
    }

    private SharedEntry Get(SharedId id)
    {
        if (_entries.TryGetValue(id, out var entry)) return entry;
        entry = new SharedEntry(id);
        _entries.Add(id, entry);
        return entry;
    }

    private bool IsOwn(SharedEntry entry) => entry.Id.Owner == self;

    // What is kept without a shelter must be known to its owner.
    private void Protect(SharedEntry entry)
    {
        if (IsOwn(entry) || entry.Borrow != BorrowState.Unknown) return;
        if (entry.Shelters == 0 || _dead.Contains(entry.Id.Owner)) Ask(entry, answer: true);
    }

    private void Release(SharedEntry entry)
    {
        if (entry.Holds == 0) return;
        entry.Holds--;
        _unsure.Enqueue(entry);
    }

    private void ReleaseAll(SharedId[]? ids)
    {
        foreach (var id in ids ?? [])
        {
            if (_entries.TryGetValue(id, out var entry)) Release(entry);
        }
    }

    private void Review()
    {
        while (_unsure.TryDequeue(out var entry))
        {
            if (entry.IsKept || _entries.GetValueOrDefault(entry.Id) != entry) continue;
            if (!IsOwn(entry)) LetGo(entry);
            else if (entry.Shelters + entry.BorrowerCount == 0) Free(entry);
        }
    }

    private void Free(SharedEntry entry)
    {
        _entries.Remove(entry.Id);
        if (entry.Id.IsActor) effects.HandleCountZero(entry.Id.Actor);
        else if (effects.FreeObject(entry.Id.Object) && _contents.Remove(entry.Id, out var content)) ReleaseAll(content);
    }

    private void LetGo(SharedEntry entry)
    {
        if (entry.Borrow is BorrowState.Asked or BorrowState.Registered) effects.SendRemoveBorrow(entry.Id.Owner, entry.Id, ++_lastNumber);
        entry.Borrow = BorrowState.Unknown;
        Answered(entry);
        if (entry.Shelters > 0) return;
        _entries.Remove(entry.Id);
        effects.Forget(entry.Id);
    }

    private void Lose(SharedEntry entry)
    {
        if (!entry.IsKept || entry.Borrow == BorrowState.Lost) return;
        entry.Borrow = BorrowState.Lost;
        effects.OwnerLost(entry.Id);
        Answered(entry);
    }
}
