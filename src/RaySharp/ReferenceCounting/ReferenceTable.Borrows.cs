namespace RaySharp.ReferenceCounting;

internal sealed partial class ReferenceTable
{
    private readonly Dictionary<ProcessId, ulong> _heard = [];  // the last number of each borrower
    private ulong _lastNumber;

    /// <summary>Of the owner: a process holds it.</summary>
    public void AddBorrow(ProcessId borrower, SharedId id, ulong number, bool answer)
    {
        if (!IsNew(borrower, number)) return;
        if (!_entries.TryGetValue(id, out var entry))
        {
            effects.SendBorrowRefused(borrower, id, number);
            return;
        }
        entry.AddBorrower(borrower);
        if (answer) effects.SendBorrowAdded(borrower, id, number);
    }

    /// <summary>(5) Of the owner: a process holds it no more.</summary>
    public void RemoveBorrow(ProcessId borrower, SharedId id, ulong number)
    {
        if (!IsNew(borrower, number)) return;
        if (_entries.TryGetValue(id, out var entry) && entry.RemoveBorrower(borrower)) _unsure.Enqueue(entry);
        Review();
    }

    /// <summary>Of a borrower: its owner knows.</summary>
    public void BorrowAdded(SharedId id, ulong number)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.Borrow != BorrowState.Asked || entry.BorrowNumber != number) return;
        entry.Borrow = BorrowState.Registered;
        Answered(entry);
        Review();
    }

    /// <summary>Of a borrower: its owner has no such thing any more.</summary>
    public void BorrowRefused(SharedId id, ulong number)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.BorrowNumber != number) return;
        if (entry.Borrow is not (BorrowState.Asked or BorrowState.Registered)) return;
        entry.Borrow = BorrowState.Lost;
        effects.Lost(id);
        Answered(entry);
        Review();
    }

    // Links keep order and numbers only grow: one that is not higher than the last is a message delivered twice.
    private bool IsNew(ProcessId borrower, ulong number)
    {
        if (_dead.Contains(borrower) || number <= _heard.GetValueOrDefault(borrower)) return false;
        _heard[borrower] = number;
        return true;
    }

    private void Ask(SharedEntry entry, bool answer)
    {
        if (_dead.Contains(entry.Id.Owner))
        {
            Lose(entry);
            return;
        }
        entry.BorrowNumber = ++_lastNumber;
        entry.Borrow = answer ? BorrowState.Asked : BorrowState.Registered;
        effects.SendAddBorrow(entry.Id.Owner, entry.Id, entry.BorrowNumber, answer);
    }

    private void Answered(SharedEntry entry)
    {
        foreach (var (bag, container) in entry.TakeWaiters())
        {
            if (bag is null)
            {
                if (_entries.TryGetValue(container, out var holder)) Release(holder);
            }
            else if (--bag.Missing == 0 && bag.IsLate && _inbound.Remove((bag.Sender, bag.Number)))
            {
                effects.SendBagSettled(bag.Sender, bag.Number);
            }
        }
    }
}
