namespace RaySharp.ReferenceCounting;

internal sealed partial class ReferenceTable
{
    private readonly Dictionary<ulong, OutboundBag> _outbound = [];
    private readonly Dictionary<(ProcessId Sender, ulong Number), InboundBag> _inbound = [];
    private ulong _lastBag;

    /// <summary>(1) References are sent: with a task, a result, or anything else. The number travels with them.</summary>
    public ulong OpenBag(ProcessId receiver, IReadOnlyList<SharedId> references)
    {
        ulong number = ++_lastBag;
        if (_dead.Contains(receiver)) return number;
        _outbound.Add(number, new OutboundBag(receiver, [.. references]));
        foreach (var id in references)
        {
            var entry = Get(id);
            entry.Pins++;
            Protect(entry);
        }
        return number;
    }

    /// <summary>The receiver needs the bag no more; or it was never sent.</summary>
    public void BagSettled(ProcessId receiver, ulong bag)
    {
        if (!_outbound.TryGetValue(bag, out var found) || found.Receiver != receiver) return;
        Unpin(bag, found);
        Review();
    }

    /// <summary>(2) References arrived. Call before they are decoded; each call that returns true needs one of <see cref="SettleBag"/>. False: it is here already, or its sender is dead; ignore the message.</summary>
    /// <remarks>A message that comes again after its bag was settled is for its handler to notice: no memory of settled bags is kept.</remarks>
    public bool BagArrived(ProcessId sender, ulong bag, IReadOnlyList<SharedId> references)
    {
        if (_dead.Contains(sender) || _inbound.ContainsKey((sender, bag))) return false;
        SharedId[] known = [.. references.Where(id => id.Owner != self || _entries.ContainsKey(id))];   // an own object that is not known is freed already
        _inbound.Add((sender, bag), new InboundBag(sender, bag, known));
        foreach (var id in known) Get(id).Shelters++;
        return true;
    }

    /// <summary>
    /// (3) What came in the bag is decoded and held by now, or its task ended and holds the rest. True: settled, tell the sender with what is
    /// sent to it next (a task's answer). False: <see cref="IReferenceEffects.SendBagSettled"/> will, when the owners have answered.
    /// </summary>
    /// <remarks>A task's answer that carries references itself opens its own bag first.</remarks>
    public bool SettleBag(ProcessId sender, ulong bag)
    {
        if (!_inbound.TryGetValue((sender, bag), out var found) || found.IsSettling) return false;
        found.IsSettling = true;
        foreach (var id in found.References) LeaveShelter(found, _entries[id]);
        Review();
        found.IsLate = found.Missing > 0;
        if (!found.IsLate) _inbound.Remove((sender, bag));
        return !found.IsLate;
    }

    private void LeaveShelter(InboundBag bag, SharedEntry entry)
    {
        entry.Shelters--;
        if (!entry.IsKept) _unsure.Enqueue(entry);
        else if (!IsOwn(entry)) Register(entry, bag);
    }

    // Even where another bag still shelters it: two processes could shelter each other, and nobody would be left who asks the owner.
    private void Register(SharedEntry entry, InboundBag bag)
    {
        bool isOrdered = entry.Id.Owner == bag.Sender;
        if (entry.Borrow == BorrowState.Unknown) Ask(entry, answer: !isOrdered);
        if (entry.Borrow != BorrowState.Asked || isOrdered) return;
        bag.Missing++;
        entry.AddWaiter(new BorrowWaiter(bag, default));
    }

    private void CloseBags(ProcessId process)
    {
        foreach (var (number, bag) in _outbound.Where(bag => bag.Value.Receiver == process).ToArray()) Unpin(number, bag);
        foreach (var bag in _inbound.Values.Where(bag => bag.Sender == process).ToArray())
        {
            _inbound.Remove((process, bag.Number));
            if (!bag.IsSettling) foreach (var id in bag.References) LoseShelter(_entries[id]);
        }
    }

    private void LoseShelter(SharedEntry entry)
    {
        entry.Shelters--;
        if (entry.IsKept) Protect(entry);
        else _unsure.Enqueue(entry);
    }

    private void Unpin(ulong number, OutboundBag bag)
    {
        _outbound.Remove(number);
        foreach (var id in bag.References)
        {
            var entry = _entries[id];
            entry.Pins--;
            _unsure.Enqueue(entry);
        }
    }
}
