using RaySharp.Arena;
using RaySharp.Blocks;
using RaySharp.Messages;
using RaySharp.Platform;
using RaySharp.References;

namespace RaySharp.ObjectMemory;

/// <summary>Where this process writes objects: in extents that the node has lent to it alone, so that most blocks cost no message.</summary>
/// <remarks>
/// (1) A block is taken from the extent at hand. (2) Where it has no room, another is asked for, one for all who wait; large blocks have one of their
/// own. (3) An extent goes back when it is full and its last block is sealed, or when the node recalls it.
/// </remarks>
internal sealed class ArenaWriter : IBlockSource
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, WriterExtent> _extents = [];
    private readonly Dictionary<ulong, PendingBlock> _large = [];
    private readonly LinkedList<PendingBlock> _waiting = [];
    private readonly Peers _peers;
    private readonly ProcessId _node;
    private readonly MappedExtents _mapped;
    private readonly ArenaBudget _budget;
    private WriterExtent? _atHand;
    private ulong _lastNumber;
    private ulong _asked;       // the request for those who wait; 0: none
    private bool _isClosed;

    public ArenaWriter(Peers peers, ProcessId node, MessageRouter router, MappedExtents mapped, ArenaBudget budget)
    {
        _peers = peers;
        _node = node;
        _mapped = mapped;
        _budget = budget;
        router.On<ExtentGrant>(IsNode, (_, message) => Granted(message));
        router.On<ExtentRefuse>(IsNode, (_, message) => Refused(message.Number, new ObjectStoreFullException(message.Reason)));
        router.On<ExtentRecall>(IsNode, (_, _) => Recall());
        router.On<BlockFree>(IsNode, (_, message) => Freed(message.Extent, message.Offset));

        bool IsNode(ProcessId sender) => sender == node;
    }

    /// <summary>Blocks that are being filled.</summary>
    public int Unsealed
    {
        get
        {
            lock (_lock) return _extents.Values.Sum(static extent => extent.Unsealed);
        }
    }

    /// <summary>Whether a block of that size never has room in an extent at hand.</summary>
    public bool NeedsOwnExtent(long bytes) => _budget.NeedsOwnExtent(bytes);

    /// <summary>(1) A block, where the extent at hand has room.</summary>
    public MemoryBlock? TryAllocate(int bytes)
    {
        if (_budget.NeedsOwnExtent(bytes)) return null;
        lock (_lock) return TakeAtHand(bytes);
    }

    /// <summary>A block, as soon as there is room.</summary>
    /// <exception cref="ObjectStoreFullException">There is none and will be none: the disk is full, too.</exception>
    public ValueTask<MemoryBlock> AllocateAsync(int bytes, CancellationToken cancel)
    {
        bytes = Math.Max(1, bytes);
        return TryAllocate(bytes) is { } block ? new ValueTask<MemoryBlock>(block) : new ValueTask<MemoryBlock>(WaitAsync(bytes, cancel));
    }

    /// <summary>A block for a builder. Its thread waits for room; the task that runs there gives its CPU back meanwhile, since what would make room may need it.</summary>
    public IBlock Allocate(long bytes, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, AlignedMemory.MaxLength);
        return BlockedThread.Until(AllocateAsync((int)bytes, cancel).AsTask());
    }

    /// <summary>The node was told that the block is an object now.</summary>
    public void Sealed(MemoryBlock block)
    {
        lock (_lock) Filled(block.Extent);
    }

    /// <summary>The block is not needed.</summary>
    public void GiveBack(WriterExtent extent, long offset)
    {
        lock (_lock)
        {
            extent.Allocator.Free(offset);
            Filled(extent);
        }
    }

    public void Close(Exception reason)
    {
        List<PendingBlock> pending;
        lock (_lock)
        {
            _isClosed = true;
            pending = [.. _waiting, .. _large.Values];
            _waiting.Clear();
            _large.Clear();
            _atHand = null;
            foreach (var extent in _extents.Values.ToArray())
            {
                extent.IsFull = true;      // its mapping goes now, or with the last block that is being filled
                ReturnIfDone(extent);
            }
        }
        foreach (var waiting in pending) waiting.TrySetException(reason);
    }

    private async Task<MemoryBlock> WaitAsync(int bytes, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var pending = new PendingBlock(bytes);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_budget.NeedsOwnExtent(bytes))
            {
                _large.Add(++_lastNumber, pending);
                _peers.Send(_node, new ExtentRequest(_lastNumber, bytes));
            }
            else
            {
                _waiting.AddLast(pending);
                AskForThoseWhoWait();
            }
        }
        using var registration = cancel.UnsafeRegister(_ => Cancel(pending, cancel), null);
        return await pending.Task.ConfigureAwait(false);
    }

    private void Cancel(PendingBlock pending, CancellationToken cancel)
    {
        lock (_lock)
        {
            _waiting.Remove(pending);
            ulong number = _large.FirstOrDefault(large => large.Value == pending).Key;
            if (number != 0)
            {
                _large.Remove(number);
                _peers.Send(_node, new ExtentRequestCancel(number));
            }
        }
        pending.TrySetCanceled(cancel);
    }

    private void Granted(ExtentGrant grant)
    {
        Mapping mapping;
        try
        {
            mapping = _mapped.Get(grant.Extent, grant.Path, grant.Bytes).Share(writable: true);
        }
        catch (IOException fault)
        {
            _peers.Send(_node, new ExtentReturn(grant.Extent));
            Refused(grant.Number, new ObjectStoreFullException($"The extent that the node lent cannot be mapped: {fault.Message}"));
            return;
        }
        var extent = new WriterExtent(grant.Extent, mapping, ExtentAllocator.Resume(grant.Bytes, grant.Taken.Chunk(2).Select(static pair => (pair[0], pair[1]))));
        lock (_lock)
        {
            _extents.Add(extent.Id, extent);
            if (_large.Remove(grant.Number, out var pending))
            {
                extent.IsFull = true;
                Give(pending, extent);
                ReturnIfDone(extent);
            }
            else if (grant.Number == _asked && !_isClosed) PutAtHand(extent);
            else
            {
                extent.IsFull = true;
                ReturnIfDone(extent);
            }
        }
    }

    /// <summary>(2)</summary>
    private void PutAtHand(WriterExtent extent)
    {
        _asked = 0;
        var old = _atHand;
        _atHand = extent;
        if (old is not null)
        {
            old.IsFull = true;
            ReturnIfDone(old);
        }
        while (_waiting.First?.Value is { } pending && Give(pending, extent)) _waiting.RemoveFirst();
        AskForThoseWhoWait();
    }

    private void AskForThoseWhoWait()
    {
        if (_asked != 0 || _waiting.First is not { } first) return;
        _asked = ++_lastNumber;
        _peers.Send(_node, new ExtentRequest(_asked, first.Value.Bytes));
    }

    /// <summary>False: it has no room.</summary>
    private bool Give(PendingBlock pending, WriterExtent extent)
    {
        if (Take(extent, pending.Bytes) is not { } block) return false;
        if (!pending.TrySetResult(block)) ThreadPool.UnsafeQueueUserWorkItem(static unwanted => ((IDisposable)unwanted!).Dispose(), block);
        return true;
    }

    private void Refused(ulong number, Exception reason)
    {
        List<PendingBlock> pending = [];
        lock (_lock)
        {
            if (_large.Remove(number, out var large)) pending.Add(large);
            else if (number == _asked)
            {
                _asked = 0;
                pending.AddRange(_waiting);
                _waiting.Clear();
            }
        }
        foreach (var waiting in pending) waiting.TrySetException(reason);
    }

    /// <summary>(3)</summary>
    private void Recall()
    {
        lock (_lock)
        {
            if (_atHand is not { } extent) return;
            _atHand = null;
            extent.IsFull = true;
            ReturnIfDone(extent);
        }
    }

    private void Freed(ulong id, long offset)
    {
        lock (_lock)
        {
            if (_extents.TryGetValue(id, out var extent)) extent.Allocator.Free(offset);
        }
    }

    private MemoryBlock? TakeAtHand(int bytes) => _atHand is { } extent ? Take(extent, Math.Max(1, bytes)) : null;

    private MemoryBlock? Take(WriterExtent extent, int bytes)
    {
        if (!extent.Allocator.TryAllocate(bytes, out long offset)) return null;
        extent.Unsealed++;
        return new MemoryBlock(this, extent, offset, bytes);
    }

    private void Filled(WriterExtent extent)
    {
        extent.Unsealed--;
        ReturnIfDone(extent);
    }

    private void ReturnIfDone(WriterExtent extent)
    {
        if (!extent.IsFull || extent.Unsealed > 0 || !_extents.Remove(extent.Id)) return;
        extent.Mapping.Release();
        _peers.Send(_node, new ExtentReturn(extent.Id));
    }
}
