using RaySharp.Arena;

namespace RaySharp.Store;

/// <summary>(5), (6): what goes to disk, and comes back.</summary>
internal sealed partial class NodeStore
{
    private readonly Dictionary<ulong, IReadOnlyList<StoredObject>> _batches = [];
    private StoreExtent? _restoreExtent;            // where this node itself writes
    private ExtentAllocator? _restoreAllocator;
    private ulong _lastBatch;
    private string? _spillFailure;
    private bool _isCollecting;
    private bool _hasCollected;

    /// <summary>(5) Processes have collected, or had their time for it.</summary>
    public void Collected()
    {
        _isCollecting = false;
        _hasCollected = true;    // what room is short of now must come from disk: to ask again would go on for ever
        Serve();
        SpillAhead();
        _hasCollected = false;
    }

    /// <summary>(5) The batch is on disk.</summary>
    /// <param name="batch">Its number.</param>
    /// <param name="locations">Where each of its objects is, in their order.</param>
    public void Spilled(ulong batch, IReadOnlyList<object> locations)
    {
        if (!_batches.Remove(batch, out var objects)) return;
        for (int i = 0; i < objects.Count; i++)
        {
            objects[i].IsSpilling = false;
            objects[i].OnDisk = locations[i];
            RemoveIfDeleted(objects[i]);
        }
        Serve();
        SpillAhead();
    }

    /// <summary>(5) The batch could not be written: memory is all there is, for now.</summary>
    public void SpillFailed(ulong batch, string reason)
    {
        if (!_batches.Remove(batch, out var objects)) return;
        _spillFailure = reason;
        foreach (var stored in objects)
        {
            stored.IsSpilling = false;
            RemoveIfDeleted(stored);
        }
        Serve();
    }

    /// <summary>(6) The object is in memory again.</summary>
    public void Restored(StoredObject stored)
    {
        stored.IsRestoring = false;
        LeaveSource(stored);
        AdmitAll(stored);
        RemoveIfDeleted(stored);
        LeaveFile(stored);
        Serve();
    }

    /// <summary>(6) Its copy on disk cannot be read, or is not what was written: the object is lost.</summary>
    public void RestoreFailed(StoredObject stored, string reason)
    {
        stored.IsRestoring = false;
        LeaveSource(stored);
        Displace(stored);
        stored.IsDeleted = true;
        Refuse(stored, $"{stored.Id} is lost: {reason}", without: [self.Node]);
        RemoveIfDeleted(stored);
        Serve();
    }

    /// <summary>(5) Starts what makes room. True if there is some now; false if it will come, or must be waited for.</summary>
    private bool TryMakeRoom(StoreRequest request)
    {
        if (_isCollecting || TryCollect()) return false;
        var victim = LeastUsed(static extent => extent.Objects.Values.All(static stored => stored.MayMove && stored.IsClean));
        if (victim is not null)
        {
            foreach (var stored in victim.Objects.Values.ToArray())
            {
                if (stored.OnDisk is null) Drop(stored);
                else Displace(stored);
            }
            return true;
        }
        if (_batches.Count > 0 || TrySpill(LeastUsed(static extent => extent.Objects.Values.All(static stored => stored.MayMove)))) return false;
        if (_restoreExtent is { } own)
        {
            RetireRestoreExtent(own);
            return true;
        }
        if (TryPunch(budget.ExtentFor(request.Bytes))) return true;
        if (_isPatient) return false;
        _isPatient = true;
        foreach (var writer in _extents.Values.Where(static extent => extent.State == ExtentState.Leased).Select(static extent => extent.Writer).Distinct().ToArray()) effects.RecallExtents(writer);
        effects.WaitPatiently();
        return false;
    }

    /// <summary>(5) Copies what was not used for longest before its room is needed: then it only has to be forgotten.</summary>
    private void SpillAhead()
    {
        if (_batches.Count > 0 || _isCollecting || Committed - FreeBytes <= SpillThreshold * budget.Capacity) return;
        long clean = _extents.Values.Where(static extent => IsMovable(extent) && extent.Objects.Values.All(static stored => stored.IsClean)).Sum(static extent => extent.HeldBytes);
        if (Committed - FreeBytes - clean <= SpillThreshold * budget.Capacity) return;
        var dirty = LeastUsed(static extent => extent.Objects.Values.All(static stored => stored.MayMove) && extent.Objects.Values.Any(static stored => !stored.IsClean));
        if (dirty is not null && !TryCollect()) TrySpill(dirty);
    }

    private bool TryCollect() => _isCollecting = !_hasCollected && effects.AskToCollect();

    private bool TrySpill(StoreExtent? extent)
    {
        if (extent is null || _spillFailure is not null) return false;
        StoredObject[] objects = [.. extent.Objects.Values.Where(static stored => !stored.IsClean)];
        foreach (var stored in objects) stored.IsSpilling = true;
        _batches.Add(++_lastBatch, objects);
        effects.Spill(_lastBatch, objects);
        return true;
    }

    private StoreExtent? LeastUsed(Func<StoreExtent, bool> isWanted) => _extents.Values.Where(extent => IsMovable(extent) && isWanted(extent)).MinBy(static extent => extent.LastUsed);

    private static bool IsMovable(StoreExtent extent) => extent is { State: ExtentState.Retired, OnDisk: false };

    /// <summary>(6) A restored object goes where the last one went, while there is room.</summary>
    private bool TryPlaceRestored(StoreRequest request)
    {
        if (_restoreExtent is null || budget.NeedsOwnExtent(request.Bytes) || !_restoreAllocator!.TryAllocate(request.Bytes, out long offset)) return false;
        _queue.Remove(request);
        BeginRestore(request.Restored!, _restoreExtent, offset);
        return true;
    }

    /// <summary>(7) Nobody reads it where it is, in a file: it has its spilled copy, and when it is wanted again there may be memory.</summary>
    private void LeaveFile(StoredObject stored)
    {
        if (stored is { MayMove: true, OnDisk: not null, Extent: { OnDisk: true, State: ExtentState.Retired } }) Displace(stored);
    }

    /// <summary>(7) Memory has room by now for what lies in a file and nobody reads there.</summary>
    private bool MayMoveToMemory(StoredObject stored)
    {
        if (stored is not { MayMove: true, IsDeleted: false, Pull: null, Extent: { OnDisk: true, State: ExtentState.Retired } } || _queue.Count > 0) return false;
        long bytes = budget.ExtentFor(stored.Length);
        return Committed - FreeBytes + bytes <= Capacity || FindHalfEmpty(stored.Length) is not null;
    }

    /// <summary>(7) Memory has no room after all.</summary>
    private void StayInFile(StoreRequest request)
    {
        var stored = request.Restored!;
        _queue.Remove(request);
        stored.RestoreRequest = null;
        AdmitAll(stored);
        RemoveIfDeleted(stored);
    }

    private void AdmitAll(StoredObject stored)
    {
        foreach (var (process, request) in stored.Waiting) Admit(stored, process, request);
        stored.Waiting.Clear();
    }

    /// <summary>(7) It is in memory, or nowhere: its place in the file is free.</summary>
    private void LeaveSource(StoredObject stored)
    {
        if (stored.Source is not var (extent, offset)) return;
        stored.Source = null;
        Vacate(extent, offset, stored.RoomBytes);
    }

    private void AssignRestored(StoreRequest request, StoreExtent extent)
    {
        var allocator = ExtentAllocator.Resume(extent.Bytes, extent.Taken);
        if (!allocator.TryAllocate(request.Bytes, out long offset)) throw new InvalidOperationException($"Extent {extent.Id} was found to have room for {request.Bytes} bytes and has not.");
        if (budget.NeedsOwnExtent(request.Bytes) || extent.OnDisk) extent.State = ExtentState.Retired;
        else
        {
            if (_restoreExtent is { } full) RetireRestoreExtent(full);
            extent.Writer = self;
            _restoreExtent = extent;
            _restoreAllocator = allocator;
        }
        BeginRestore(request.Restored!, extent, offset);
    }

    private void BeginRestore(StoredObject stored, StoreExtent extent, long offset)
    {
        stored.RestoreRequest = null;
        stored.IsRestoring = true;
        if (stored.Extent is { } file) stored.Source = (file, stored.Offset);
        Place(stored, extent, offset);
        if (stored.Pull is null) effects.Restore(stored);
        else Fetch(stored);
    }

    private void RetireRestoreExtent(StoreExtent extent)
    {
        _restoreExtent = null;
        _restoreAllocator = null;
        Retire(extent);
    }
}
