using RaySharp.Arena;

namespace RaySharp.Store;

/// <summary>
/// Decides for the object store of one node: who writes in which extent, where each object is, who may read it, and what goes to disk when room is
/// short. Pure: events in, calls on <see cref="INodeStoreEffects"/> out; it sees numbers, never bytes. Not thread-safe.
/// </summary>
/// <remarks>
/// (1) A process asks for an extent to write in; where none can be had, it waits. (2) What it seals there is an object: immutable, and found by id.
/// (3) Who reads it opens it, and it stays where it is until all readers have closed it. (4) An extent that is given back is retired: it is lent again
/// when half of it is free, gives its gaps to the system where room is short and what is read there cannot leave, and is reused when nothing is left in it. (5) When room is short, processes are asked to collect garbage; then what was not
/// used for longest is copied to disk; an object with a copy there leaves memory the moment its room is needed. (6) Who opens an object that is only on
/// disk waits until it is restored; who waits only until an object is there needs no room, and is not here. (7) Where nothing can leave memory, because all of it is being read or written, a file takes its place: what waits
/// for room is served some time, whatever those who hold it do. What lies there moves to memory when it is opened and there is room by then. (8) While there is time and memory, a reserve is made ahead for large objects: in the
/// capacity, but after everything else (<see cref="MemoryReserve"/>). (9) What another node has is pulled for who opens it, once however many wait:
/// first it waits until the bytes under way allow it, then for room, then for its source; a source that fails is followed by the next. The copy is told
/// to the object's owner, and dropped where room is short.
/// </remarks>
/// <param name="effects">Does it.</param>
/// <param name="budget">How large the store is, and its extents.</param>
/// <param name="self">The node's own process.</param>
/// <param name="reserveLimit">Up to which size of the whole store memory is made ahead.</param>
internal sealed partial class NodeStore(INodeStoreEffects effects, ArenaBudget budget, ProcessId self, long reserveLimit = 0)
{
    /// <summary>Above this part of the capacity, what was not used for longest gets a copy on disk.</summary>
    public const double SpillThreshold = 0.8;

    private readonly Dictionary<ObjectId, StoredObject> _objects = [];
    private readonly List<StoredObject> _replaced = [];     // deleted, made again, and still read
    private readonly HashSet<ProcessId> _lost = [];         // few: ids are never given twice

    public int ObjectCount => _objects.Count;

    /// <summary>Whether there is an object here of which no other node is known to have the first copy.</summary>
    public bool HoldsFirstCopies => _objects.Values.Any(static stored => stored is { IsCopy: false, IsDeleted: false, Pull: null });

    public IEnumerable<StoredObject> Objects => _objects.Values;

    /// <summary>(2) A process has written an object, and will not change it any more.</summary>
    /// <param name="writer">Who.</param>
    /// <param name="id">The object.</param>
    /// <param name="extentId">Where it is.</param>
    /// <param name="offset">Where in the extent.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="isRead">Whether the writer reads it there until it closes it: it stays so long, also where it is of no use to others.</param>
    public void Sealed(ProcessId writer, ObjectId id, ulong extentId, long offset, long length, bool isRead = false)
    {
        if (!_extents.TryGetValue(extentId, out var extent) || extent.State != ExtentState.Leased || extent.Writer != writer) return;
        bool isTwice = _objects.TryGetValue(id, out var known) && known is { IsDeleted: false, Pull: null };    // its task ran twice: readers of the first must not see another value
        if (isTwice) known!.IsCopy = false;
        bool isUseless = isTwice || _lost.Contains(id.Task.Owner) || _lostNodes.Contains(id.Task.Owner.Node);
        if (isUseless && !isRead)
        {
            effects.FreeBlock(writer, extentId, offset);
            return;
        }
        var stored = new StoredObject(id, writer, length) { IsDeleted = isUseless };
        if (isRead) stored.Readers.Add(writer);
        Place(stored, extent, offset);
        if (isUseless)
        {
            _replaced.Add(stored);
            return;
        }
        if (known is not null) _replaced.Add(known);
        _objects[id] = stored;
        if (known?.Pull is not null) Overtake(known, stored);
        SpillAhead();
    }

    /// <summary>(3) A process wants to read an object where it is.</summary>
    /// <param name="process">Who.</param>
    /// <param name="request">Its number.</param>
    /// <param name="id">The object.</param>
    /// <param name="urgency">What waits for it.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="nodes">Nodes that have it, as far as the process knows.</param>
    public void Open(ProcessId process, ulong request, ObjectId id, StoreUrgency urgency, long length = 0, IReadOnlyList<uint>? nodes = null)
    {
        IReadOnlyList<uint> sources = nodes is null or [] ? [] : [.. nodes.Where(node => node != self.Node && !_lostNodes.Contains(node))];
        if (!_objects.TryGetValue(id, out var stored) || stored.IsDeleted)
        {
            if (sources.Count == 0)
            {
                effects.OpenFailed(process, request, $"{id} is not in the store of this node.", isFull: false, [.. (nodes ?? []).Append(self.Node).Distinct()]);
                return;
            }
            stored = BeginPull(id, length, urgency, sources);
        }
        bool isMoving = stored.IsInMemory && (stored.RestoreRequest is not null || MayMoveToMemory(stored));
        if (stored.IsInMemory && !isMoving)
        {
            Admit(stored, process, request);
            return;
        }
        if (stored.Pull is not null && process.Node != self.Node)
        {
            effects.OpenFailed(process, request, $"{id} is only on its way to this node.", isFull: false, [self.Node]);     // two that wait for each other would wait for ever
            return;
        }
        stored.Waiting.Add((process, request));
        if (stored.Pull is not null)
        {
            JoinPull(stored, urgency, sources);
            Serve();
            return;
        }
        if (stored.IsRestoring) return;
        if (stored.RestoreRequest is { } waiting)
        {
            if (urgency < waiting.Urgency) waiting.Urgency = urgency;
        }
        else stored.RestoreRequest = Enqueue(urgency, self, 0, stored.Length, stored);
        Serve();
    }

    /// <summary>(3) It reads it no more, nor what had its id before, and waits for neither: one close ends all its opens of that id.</summary>
    public void Close(ProcessId process, ObjectId id)
    {
        if (_objects.TryGetValue(id, out var stored) && stored.Readers.Remove(process))
        {
            RemoveIfDeleted(stored);
            LeaveFile(stored);
        }
        for (int i = _replaced.Count - 1; i >= 0; i--)
        {
            var old = _replaced[i];
            if (old.Id == id && old.Readers.Remove(process)) RemoveIfDeleted(old);
        }
        Serve();
    }

    /// <summary>Who may read the object where it is.</summary>
    public IReadOnlyCollection<ProcessId> ReadersOf(ObjectId id) => _objects.GetValueOrDefault(id)?.Readers ?? [];

    /// <summary>Its owner needs it no more.</summary>
    public void Delete(ObjectId id)
    {
        if (!_objects.TryGetValue(id, out var stored) || stored.IsDeleted) return;
        stored.IsDeleted = true;
        Refuse(stored, $"{id} was freed: its last reference was let go.", without: [self.Node]);     // or only this copy is of no use: the owner knows
        Abandon(stored);
        RemoveIfDeleted(stored);
        Serve();
    }

    /// <summary>A process is gone: what it read is read no more, where it wrote nobody writes, and what it owned is not needed.</summary>
    public void ProcessLost(ProcessId process)
    {
        _lost.Add(process);
        _queue.RemoveAll(request => request.Process == process && request.Restored is null);
        foreach (var extent in _extents.Values.Where(extent => extent.State == ExtentState.Leased && extent.Writer == process).ToArray()) Retire(extent);
        foreach (var stored in _objects.Values.Concat(_replaced).ToArray())
        {
            stored.Waiting.RemoveAll(waiting => waiting.Process == process);
            stored.Readers.Remove(process);
            stored.IsDeleted |= stored.Id.Task.Owner == process;
            if (stored.IsDeleted) Refuse(stored, $"{stored.Id} is lost: the process that owned it is gone.");
            Abandon(stored);
            RemoveIfDeleted(stored);
            LeaveFile(stored);
        }
        Serve();
    }

    /// <summary>What was being pulled was made again, here.</summary>
    private void Overtake(StoredObject pulled, StoredObject stored)
    {
        (ProcessId, ulong)[] waiting = [.. pulled.Waiting];
        pulled.Waiting.Clear();
        Abandon(pulled);
        RemoveIfDeleted(pulled);
        foreach (var (process, request) in waiting) Admit(stored, process, request);
    }

    private void Admit(StoredObject stored, ProcessId process, ulong request)
    {
        stored.Readers.Add(process);
        Touch(stored.Extent!);
        effects.Opened(process, request, stored.Extent!.Id, stored.Offset, stored.Length);
    }

    private void Refuse(StoredObject stored, string reason, bool isFull = false, IReadOnlyList<uint>? without = null)
    {
        foreach (var (process, request) in stored.Waiting) effects.OpenFailed(process, request, reason, isFull, without ?? []);
        stored.Waiting.Clear();
        if (stored.RestoreRequest is { } restore && (!restore.IsBeingServed || restore.IsMove))
        {
            _queue.Remove(restore);
            stored.RestoreRequest = null;
        }
    }

    private void RemoveIfDeleted(StoredObject stored)
    {
        if (!stored.IsDeleted || stored.Readers.Count > 0 || stored.IsSpilling || stored.IsRestoring || stored.RestoreRequest is not null) return;
        if (_objects.GetValueOrDefault(stored.Id) == stored) _objects.Remove(stored.Id);
        else _replaced.Remove(stored);
        if (stored.Extent is not null) Displace(stored);
        if (stored.OnDisk is { } location) effects.DropSpilled(location);
        stored.OnDisk = null;
    }

    private void Place(StoredObject stored, StoreExtent extent, long offset)
    {
        stored.Extent = extent;
        stored.Offset = offset;
        extent.Objects.Add(offset, stored);
        extent.LiveBytes += stored.RoomBytes;
        Touch(extent);
    }

    /// <summary>Its place is free again.</summary>
    private void Displace(StoredObject stored)
    {
        var extent = stored.Extent!;
        stored.Extent = null;
        Vacate(extent, stored.Offset, stored.RoomBytes);
    }

    private void Vacate(StoreExtent extent, long offset, long bytes)
    {
        extent.Objects.Remove(offset);
        extent.LiveBytes -= bytes;
        if (extent == _restoreExtent)
        {
            _restoreAllocator!.Free(offset);
            if (extent.IsEmpty) RetireRestoreExtent(extent);
        }
        else if (extent.State == ExtentState.Leased) effects.FreeBlock(extent.Writer, extent.Id, offset);
        else if (extent.State == ExtentState.Retired && extent.IsEmpty) Empty(extent);
    }
}
