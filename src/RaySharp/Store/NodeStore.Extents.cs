namespace RaySharp.Store;

/// <summary>(1), (4), (7): extents, and who waits for one.</summary>
internal sealed partial class NodeStore
{
    private readonly Dictionary<ulong, StoreExtent> _extents = [];
    private readonly List<StoreRequest> _queue = [];
    private ulong _lastExtent;
    private ulong _lastOrder;
    private ulong _clock;
    private bool _isServing;
    private bool _isPatient;

    public long Capacity => budget.Capacity;

    /// <summary>Bytes of the extents in memory.</summary>
    public long Committed { get; private set; }

    /// <summary>Bytes of those of them that hold nothing.</summary>
    public long FreeBytes { get; private set; }

    public int WaitingCount => _queue.Count;

    public IEnumerable<StoreExtent> Extents => _extents.Values;

    /// <summary>(1) A process wants to write so many bytes in one piece.</summary>
    public void ExtentRequested(ProcessId process, ulong number, long bytes)
    {
        Enqueue(StoreUrgency.Create, process, number, bytes, null);
        Serve();
    }

    public void ExtentRequestCancelled(ProcessId process, ulong number)
    {
        _queue.RemoveAll(request => request.Process == process && request.Number == number && request.Restored is null);
        Serve();
    }

    /// <summary>(4) Its writer writes there no more.</summary>
    public void ExtentReturned(ProcessId writer, ulong id)
    {
        if (!_extents.TryGetValue(id, out var extent) || extent.State != ExtentState.Leased || extent.Writer != writer) return;
        Retire(extent);
        Serve();
    }

    public void ExtentCreated(ulong id)
    {
        if (!_extents.TryGetValue(id, out var extent) || extent.State != ExtentState.Creating) return;
        var request = extent.MadeFor;
        extent.MadeFor = null;
        if (request is not null && _queue.Remove(request)) Assign(request, extent);
        else Empty(extent);
        Serve();
    }

    public void ExtentFailed(ulong id, string reason)
    {
        if (!_extents.Remove(id, out var extent)) return;
        Committed -= extent.HeldBytes;
        if (extent.MadeFor is { } request && _queue.Contains(request))
        {
            request.IsBeingServed = false;
            if (request.IsMove) StayInFile(request);
            else if (!extent.OnDisk && Reserved > 0) GiveBackReserve();
            else if (!extent.OnDisk) request.HasNoMemory = true;
            else
            {
                _queue.Remove(request);
                Fail(request, reason);
            }
        }
        Serve();
    }

    /// <summary>(7) Waiting has changed nothing.</summary>
    public void PatienceOver()
    {
        _isPatient = false;
        _spillFailure = null;
        foreach (var request in _queue) request.MayUseDisk = true;
        Serve();
    }

    /// <summary>Gives the memory of empty extents, of gaps between objects, and what was made ahead, back to the system.</summary>
    public void Trim()
    {
        GiveBackReserve();
        foreach (var extent in _extents.Values.Where(extent => extent.State == ExtentState.Free).ToArray()) Destroy(extent);
        foreach (var extent in _extents.Values.Where(IsMovable)) Punch(extent);
    }

    /// <summary>Has an empty extent made before anybody asks, while there is plenty of room.</summary>
    public void KeepOneAhead()
    {
        if (FreeBytes > 0 || Committed + budget.ExtentBytes > budget.Capacity / 2) return;
        if (_extents.Values.Any(static extent => extent.State == ExtentState.Creating)) return;
        Create(null, budget.ExtentBytes, onDisk: false);
    }

    private StoreRequest Enqueue(StoreUrgency urgency, ProcessId process, ulong number, long bytes, StoredObject? restored)
    {
        var request = new StoreRequest(++_lastOrder, urgency, process, number, Math.Max(1, bytes), restored);
        _queue.Add(request);
        return request;
    }

    /// <summary>While an extent is being made for one small object, other small ones wait for it: they may have room there.</summary>
    private StoreRequest? Next()
    {
        bool isComing = _queue.Exists(request => request.IsBeingServed && IsSmallRestore(request));
        return _queue.Where(request => !request.IsBeingServed && !(isComing && IsSmallRestore(request))).MinBy(static request => (request.Urgency, request.Order));
    }

    private bool IsSmallRestore(StoreRequest request) => request.Restored is not null && !budget.NeedsOwnExtent(request.Bytes);

    /// <summary>Serves who waits, the most urgent first; nobody overtakes.</summary>
    private void Serve()
    {
        if (_isServing) return;
        _isServing = true;
        try
        {
            ActivatePulls();
            while (Next() is { } request)
            {
                if (!TryServe(request) && !TryMakeRoom(request)) break;
                ActivatePulls();
            }
        }
        finally
        {
            _isServing = false;
        }
    }

    private bool TryServe(StoreRequest request)
    {
        if (request.Restored is not null && TryPlaceRestored(request)) return true;
        long bytes = budget.ExtentFor(request.Bytes);
        if (FindHalfEmpty(request.Bytes) is { } found || (found = FindFree(bytes)) is not null)
        {
            _queue.Remove(request);
            Assign(request, found);
            return true;
        }
        bool onDisk = request.HasNoMemory || !budget.Fits(bytes);
        if (!onDisk && !TryMakeFit(bytes))
        {
            if (!request.MayUseDisk && !request.IsMove) return false;
            onDisk = true;
        }
        if (onDisk && request.IsMove)
        {
            StayInFile(request);
            return true;
        }
        if (onDisk && FindHalfEmpty(request.Bytes, onDisk: true) is { } file)
        {
            _queue.Remove(request);
            Assign(request, file);
            return true;
        }
        request.IsBeingServed = true;
        Create(request, bytes, onDisk);
        return true;
    }

    /// <summary>(4) Half of it is free: it is better filled up than left to the last of its objects.</summary>
    private StoreExtent? FindHalfEmpty(long bytes, bool onDisk = false) => budget.NeedsOwnExtent(bytes) ? null : _extents.Values
        .Where(extent => extent.State == ExtentState.Retired && extent.OnDisk == onDisk && extent.HoleBytes == 0 && extent.Bytes == budget.ExtentBytes && extent.LiveBytes <= extent.Bytes / 2 && extent.LargestGap() >= bytes)
        .MinBy(static extent => extent.LiveBytes);

    private StoreExtent? FindFree(long bytes) => FreeBytes == 0 ? null : _extents.Values
        .Where(extent => extent.State == ExtentState.Free && extent.Bytes >= bytes && extent.Bytes <= 2 * bytes)
        .MinBy(static extent => (extent.Bytes, ulong.MaxValue - extent.LastUsed));

    /// <summary>Whether a new extent has room in the capacity, when empty ones of other sizes go for it.</summary>
    private bool TryMakeFit(long bytes)
    {
        if (Committed - FreeBytes + bytes > budget.Capacity) return false;
        while (Committed + bytes > budget.Capacity)
            Destroy(_extents.Values.Where(static extent => extent.State == ExtentState.Free).MinBy(static extent => extent.LastUsed)!);
        return true;
    }

    private void Create(StoreRequest? request, long bytes, bool onDisk)
    {
        var extent = new StoreExtent(++_lastExtent, bytes, onDisk) { MadeFor = request };
        _extents.Add(extent.Id, extent);
        Committed += extent.HeldBytes;
        if (!onDisk)
        {
            if (request is not null && budget.NeedsOwnExtent(request.Bytes)) extent.Reserve = _reserve.Take(bytes);
            CutReserve();
        }
        effects.CreateExtent(extent.Id, bytes, onDisk, extent.Reserve);
    }

    private void Assign(StoreRequest request, StoreExtent extent)
    {
        if (extent.State == ExtentState.Free) FreeBytes -= extent.Bytes;
        extent.State = ExtentState.Leased;
        Touch(extent);
        if (request.Restored is not null)
        {
            AssignRestored(request, extent);
            return;
        }
        extent.Writer = request.Process;
        effects.GrantExtent(request.Process, request.Number, extent.Id, [.. extent.Taken]);
    }

    private void Retire(StoreExtent extent)
    {
        extent.State = ExtentState.Retired;
        extent.Writer = ProcessId.None;
        if (extent.IsEmpty) Empty(extent);
    }

    private void Empty(StoreExtent extent)
    {
        extent.State = ExtentState.Free;
        FreeBytes += extent.HeldBytes;
        if (extent.OnDisk || extent.HoleBytes > 0) Destroy(extent);
    }

    private void Destroy(StoreExtent extent)
    {
        _extents.Remove(extent.Id);
        FreeBytes -= extent.HeldBytes;
        Committed -= extent.HeldBytes;
        effects.DestroyExtent(extent.Id);
    }

    /// <summary>(4) Makes room of gaps, in the extents with most of them first, where there are enough; where there are not, they are better filled up. True: there is room.</summary>
    private bool TryPunch(long bytes)
    {
        var gaps = _extents.Values.Where(IsMovable).Select(static extent => (Extent: extent, Bytes: extent.EmptyPages().Sum(static part => part.Length) - extent.HoleBytes))
            .Where(static gap => gap.Bytes > 0).OrderByDescending(static gap => gap.Bytes).ToArray();
        if (Committed - FreeBytes + bytes - gaps.Sum(static gap => gap.Bytes) > Capacity) return false;
        return gaps.TakeWhile(_ => Committed - FreeBytes + bytes > Capacity).All(gap => Punch(gap.Extent));
    }

    /// <summary>False: the system cannot do it.</summary>
    private bool Punch(StoreExtent extent)
    {
        var parts = extent.EmptyPages();
        long holes = parts.Sum(static part => part.Length);
        if (holes == extent.HoleBytes) return true;
        if (!effects.PunchExtent(extent.Id, parts)) return false;
        Committed -= holes - extent.HoleBytes;
        extent.HoleBytes = holes;
        return true;
    }

    private void Fail(StoreRequest request, string reason)
    {
        if (request.Restored is not { } stored)
        {
            effects.RefuseExtent(request.Process, request.Number, reason);
            return;
        }
        stored.RestoreRequest = null;
        Refuse(stored, reason, isFull: true);
        if (stored.Pull is not null)
        {
            stored.IsDeleted = true;
            EndPull(stored);
        }
        RemoveIfDeleted(stored);
    }

    private void Touch(StoreExtent extent) => extent.LastUsed = ++_clock;
}
