using System.Collections.Concurrent;
using RaySharp.Messages;
using RaySharp.ReferenceCounting;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Objects;

/// <summary>Who holds what: events to the table, and what it has done for it. One lock around the table; entries are failed outside of it, since those who wait may count again.</summary>
internal sealed partial class ObjectService : IReferenceEffects
{
    private readonly Lock _countLock = new();
    private readonly ReferenceTable _table;
    private readonly ProcessFates _fates = new(most: 256);
    private readonly ConcurrentQueue<(ObjectId Id, bool OwnerDied)> _lost = new();

    /// <summary>Nobody holds a handle of an actor that this process created.</summary>
    public Action<ActorId>? ActorUnheld { get; set; }

    public void AddHold(TrackedEntry entry) => Count(() =>
    {
        _table.AddHold(SharedId.Of(entry.Id));
        _local.Keep(entry);
    });

    public void ReleaseHold(TrackedEntry entry) => Count(() => _table.ReleaseHold(SharedId.Of(entry.Id)));

    /// <summary>(4) A reference was let go by hand: what nobody holds is freed at once, or when it is there, or when the last who holds it lets go.</summary>
    public void Release(TrackedEntry entry)
    {
        Count(() =>
        {
            entry.IsReleased = true;
            if (!_table.Contains(SharedId.Of(entry.Id))) entry.LetGo();
        });
        bool isOwn = entry.Id.Task.Owner == _numbers.Self;
        if (isOwn && !entry.IsCompleted && !entry.TryWait(new ReleaseWhenThere())) Release(entry);
    }

    public void AddHold(ActorId actor) => Count(() => _table.AddHold(SharedId.Of(actor)));

    public void ReleaseHold(ActorId actor) => Count(() => _table.ReleaseHold(SharedId.Of(actor)));

    /// <summary>An unfinished task keeps what it carries, and what stands for its arguments.</summary>
    public void Hold(ReferenceBag? carried, List<(int Offset, ObjectEntry Entry)>? splices)
    {
        foreach (var entry in carried?.Objects ?? []) entry.AddHold();
        foreach (var actor in carried?.Actors ?? []) actor.AddHold();
        foreach (var (_, entry) in splices ?? []) entry.AddHold();
    }

    public void Release(ReferenceBag? carried, List<(int Offset, ObjectEntry Entry)>? splices)
    {
        foreach (var entry in carried?.Objects ?? []) entry.ReleaseHold();
        foreach (var actor in carried?.Actors ?? []) actor.ReleaseHold();
        foreach (var (_, entry) in splices ?? []) entry.ReleaseHold();
    }

    /// <summary>What is counted for an own object; 1 where it is known by references only that are not counted, 0 where it was freed.</summary>
    public int ReferencesTo(ObjectId id)
    {
        int counted;
        lock (_countLock) counted = _table.CountOf(SharedId.Of(id));
        return counted > 0 ? counted : Store.Opens.Copies.IsOwn(id) ? 1 : 0;
    }

    /// <summary>Who holds own objects, as far as is counted; this process where nothing is and it has not been freed.</summary>
    public ProcessId[][] HoldersOf(ObjectId[] ids)
    {
        ProcessId[][] counted;
        lock (_countLock) counted = _table.HoldersOf(ids);
        return [.. ids.Zip(counted, (id, holders) => holders.Length == 0 && Store.Opens.Copies.IsOwn(id) ? [_numbers.Self] : holders)];
    }

    /// <summary>The value of an own object holds these; before it is completed.</summary>
    public void Contain(TrackedEntry entry, IReadOnlyList<SharedId> contents)
    {
        SharedId[] made = [.. contents];
        Count(() => _table.Contain(entry.Id, made));
        entry.Contain(made, isOwn: true);
    }

    public void ContainerGone(ObjectId container, IReadOnlyList<SharedId> contents) => Count(() => _table.ContainerGone(container, contents));

    public void FoundInside(BorrowedEntry container, IReadOnlyList<SharedId> contents)
    {
        if (contents.Count > 0) Count(() => _table.FoundInside(container.Id, contents));
    }

    /// <summary>(3) These travel to that process; the number goes with them.</summary>
    public ulong OpenBag(ProcessId receiver, IReadOnlyList<SharedId> contents)
    {
        ulong bag = 0;
        Count(() => bag = _table.OpenBag(receiver, contents));
        return bag;
    }

    public void BagSettled(ProcessId receiver, ulong bag) => Count(() => _table.BagSettled(receiver, bag));

    /// <summary>These came from that process; before they are decoded.</summary>
    public bool BagArrived(ProcessId sender, ulong bag, IReadOnlyList<SharedId> contents)
    {
        bool isNew = false;
        Count(() => isNew = _table.BagArrived(sender, bag, contents));
        return isNew;
    }

    /// <summary>What came in the bag is held by now, or was dropped. The sender is told before anything that is sent to it after this.</summary>
    public void SettleBag(Link sender, ulong bag)
    {
        bool isSettled = false;
        Count(() => isSettled = _table.SettleBag(sender.Peer, bag));
        if (isSettled) sender.Control.Send(new BagSettle(bag));
    }

    void IReferenceEffects.SendAddBorrow(ProcessId owner, SharedId id, ulong number, bool answer) => _peers.Send(owner, new BorrowAdd(id, number, answer));

    void IReferenceEffects.SendRemoveBorrow(ProcessId owner, SharedId id, ulong number) => _peers.Send(owner, new BorrowRemove(id, number));

    void IReferenceEffects.SendBorrowAdded(ProcessId borrower, SharedId id, ulong number) => _peers.Send(borrower, new BorrowAdded(id, number));

    void IReferenceEffects.SendBorrowRefused(ProcessId borrower, SharedId id, ulong number) => _peers.Send(borrower, new BorrowRefused(id, number));

    void IReferenceEffects.SendBagSettled(ProcessId sender, ulong bag) => _peers.Send(sender, new BagSettle(bag));

    bool IReferenceEffects.FreeObject(ObjectId id)
    {
        bool isGone = !_local.TryGet(id, out var entry) || entry.IsReleased;
        LetGo(id);
        return isGone;
    }

    void IReferenceEffects.HandleCountZero(ActorId id) => ActorUnheld?.Invoke(id);

    void IReferenceEffects.Forget(SharedId id)
    {
        if (!id.IsActor) LetGo(id.Object);
    }

    void IReferenceEffects.OwnerLost(SharedId id)
    {
        if (!id.IsActor) _lost.Enqueue((id.Object, true));
    }

    void IReferenceEffects.Lost(SharedId id)
    {
        if (!id.IsActor) _lost.Enqueue((id.Object, false));
    }

    /// <summary>Nothing is counted for it any more. There may be references that were never counted, unless one was released.</summary>
    private void LetGo(ObjectId id)
    {
        if (_local.TryGet(id, out var entry) && entry.IsReleased) (entry as TrackedEntry)?.LetGo();
        _local.LetGo(id);
    }

    private void Count(Action count)
    {
        lock (_countLock) count();
        while (_lost.TryDequeue(out var lost))
        {
            var (id, ownerDied) = lost;
            string fate = _fates.Of(id.Task.Owner);
            if (_local.TryGet(id, out var entry))
                entry.TryFail(() => ownerDied ? OwnerDied(id, fate) : new ObjectLostException($"{id} is lost: its owner freed it while a reference to it was on its way."));
        }
    }

    private sealed class ReleaseWhenThere : IObjectWaiter
    {
        public void OnCompleted(ObjectEntry entry) => entry.Release();
    }
}
