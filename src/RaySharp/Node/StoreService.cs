using Microsoft.Extensions.Logging;
using RaySharp.Arena;
using RaySharp.Core;
using RaySharp.Messages;
using RaySharp.Platform;
using RaySharp.Spilling;
using RaySharp.Store;
using RaySharp.Wire;

namespace RaySharp.Node;

/// <summary>The node's object store: the shell around <see cref="NodeStore"/>. It makes the extents, and carries objects to disk and back.</summary>
/// <remarks>
/// (1) Extents are made on threads of their own, one ahead. (2) What a process may do is told to it; what it did comes as messages. (3) Spilled objects
/// go to disk many in a file, each with a checksum. (4) When there is time, memory is made ahead for large objects.
/// </remarks>
internal sealed partial class StoreService : INodeStoreEffects, IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1), _collectTime = TimeSpan.FromMilliseconds(500);
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, NodeExtent> _extents = [];
    private readonly SpillFiles _files = new();
    private readonly ISpillStorage _storage;
    private readonly CoreProcess _core;
    private readonly Peers _peers;
    private readonly MemoryLimits _memory;
    private readonly NodeStore _store;
    private readonly string? _memoryFolder;
    private readonly string _diskFolder;
    private readonly CollectRound _collecting;
    private readonly ITimer _patienceTimer;
    private readonly ITimer _collectTimer;
    private readonly ProcessId _self;
    private List<Func<Task>> _work = [];
    private bool _isClosed;
    private int _working;
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="core">This process, and how the others are reached.</param>
    /// <param name="budget">How large the arena is.</param>
    /// <param name="storage">Where objects are spilled to.</param>
    /// <param name="memoryFolder">Where extents are files, on systems without memory files; else null.</param>
    /// <param name="diskFolder">Where extents go that memory has no room for; only this user can enter it.</param>
    /// <param name="memory">What is left of the machine's, for memory made ahead.</param>
    /// <param name="aheadLimit">Up to which size of the whole store memory is made ahead.</param>
    /// <param name="time">The clock of patience.</param>
    public StoreService(CoreProcess core, ArenaBudget budget, ISpillStorage storage, string? memoryFolder, string diskFolder, MemoryLimits memory, long aheadLimit, TimeProvider time)
    {
        var router = core.Router;
        _core = core;
        _peers = core.Peers;
        _self = core.Self;
        _memory = memory;
        _storage = storage;
        _memoryFolder = memoryFolder;
        _diskFolder = diskFolder;
        _collecting = new CollectRound(time);
        _store = new NodeStore(this, budget, _self, memoryFolder is null ? aheadLimit : 0);
        _sender = MakeSender(core.Endpoint.OpenInbox);
        _puller = MakePuller(core.Endpoint.OpenInbox);
        ListenToNodes(router);
        _patienceTimer = time.CreateTimer(_ => Decide(_store.PatienceOver), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _collectTimer = time.CreateTimer(_ => CollectedIf(_collecting.TryEnd), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        router.On<ExtentRequest>((from, message) => Decide(() =>
        {
            Require(message.Bytes is > 0 and <= int.MaxValue, from, $"asked for {message.Bytes} bytes in one piece");
            _store.ExtentRequested(from.Peer, message.Number, message.Bytes);
            _store.KeepOneAhead();
            if (_mayReserve) ReserveMore();
        }));
        router.On<ExtentRequestCancel>((from, message) => Decide(() => _store.ExtentRequestCancelled(from.Peer, message.Number)));
        router.On<ExtentReturn>((from, message) => Decide(() => _store.ExtentReturned(from.Peer, message.Extent)));
        router.On<ObjectSeal>((from, message) =>
        {
            Decide(() =>
            {
                Require(!_extents.TryGetValue(message.Extent, out var extent) || (message.Offset >= 0 && message.Length > 0 && message.Length <= extent.Bytes - message.Offset), from, $"sealed {message.Length} bytes at {message.Offset} of extent {message.Extent}");
                _store.Sealed(from.Peer, message.Id, message.Extent, message.Offset, message.Length, message.IsRead);
            });
            _peers.Send(from.Peer, new ObjectSealed(message.Number));
        });
        router.On<ObjectOpen>((from, message) => Decide(() =>
        {
            Require(from.Peer.Node == _self.Node && (message.Nodes.Length == 0 || message.Length is > 0 and <= int.MaxValue), from, $"wants to read {message.Id} of {message.Length} bytes here");
            _store.Open(from.Peer, message.Number, message.Id, message.IsArgument ? StoreUrgency.Argument : StoreUrgency.Get, message.Length, message.Nodes);
        }));
        router.On<ObjectClose>((from, message) => Decide(() => { foreach (var id in message.Ids) _store.Close(from.Peer, id); }));
        router.On<ObjectDelete>(static (sender, message) => message.Ids.All(id => id.Task.Owner == sender), (_, message) => Decide(() => Delete(message.Ids)));
        router.On<DeletionsAsk>((from, message) => Decide(() => _peers.Send(from.Peer, new DeletionsDone(message.Number))));
        router.On<StoreAsk>((from, message) => Decide(() => _peers.Send(from.Peer, StoreReport.Of(_store, message.Number, message.Most))));
        router.On<GarbageCollected>((from, message) => CollectedIf(() => _collecting.Answered(from.Peer, message.Number)));
    }

    /// <summary>Told after each decision, under the lock of the books: who watches them may look, and must be quick.</summary>
    public event Action? Decided;

    /// <summary>Reads the store's books, which must not change meanwhile.</summary>
    public T Look<T>(Func<NodeStore, T> look)
    {
        lock (_lock) return look(_store);
    }

    /// <summary>Whether objects would be lost with the store, of which no other node is known to have the first copy.</summary>
    public bool HoldsFirstCopies => Look(static store => store.HoldsFirstCopies);

    /// <summary>(1) Makes the first extent, so that the first large object finds it warm.</summary>
    public void Start() => Decide(_store.KeepOneAhead);

    /// <summary>Gives the memory of empty extents back to the system.</summary>
    public void Trim() => Decide(_store.Trim);

    public void ProcessLost(ProcessId process)
    {
        if (process.Node == _self.Node) Lose(process);
        else _sender.Afterwards(() => Lose(process));     // it is read for that node until then
    }

    /// <summary>Nobody uses it any more: processes have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            _reserve?.Dispose();
            if (_working == 0) _idle.TrySetResult();
        }
        await _patienceTimer.DisposeAsync().ConfigureAwait(false);
        await _collectTimer.DisposeAsync().ConfigureAwait(false);
        await _idle.Task.ConfigureAwait(false);
        foreach (var extent in _extents.Values) extent.Dispose();
        await _storage.DisposeAsync().ConfigureAwait(false);
    }

    void INodeStoreEffects.DestroyExtent(ulong extent)
    {
        if (_extents.Remove(extent, out var gone)) gone.Dispose();
        foreach (var process in Everyone()) _peers.Send(process, new ExtentGone(extent));
    }

    void INodeStoreEffects.GrantExtent(ProcessId process, ulong request, ulong extent, IReadOnlyList<(long Offset, long Length)> taken)
    {
        var granted = _extents[extent];
        if (process == _self) _core.AdoptExtent(extent, granted.Path, granted.Mapping);
        _peers.Send(process, new ExtentGrant(request, extent, granted.Bytes, granted.Path, [.. taken.SelectMany(static block => new[] { block.Offset, block.Length })]));
    }

    void INodeStoreEffects.RefuseExtent(ProcessId process, ulong request, string reason) => _peers.Send(process, new ExtentRefuse(request, reason));

    void INodeStoreEffects.FreeBlock(ProcessId writer, ulong extent, long offset) => _peers.Send(writer, new BlockFree(extent, offset));

    void INodeStoreEffects.RecallExtents(ProcessId writer) => _peers.Send(writer, default(ExtentRecall));

    void INodeStoreEffects.Opened(ProcessId process, ulong request, ulong extent, long offset, long length)
    {
        var opened = _extents[extent];
        if (process.Node != _self.Node) _sender.Opened(process, request, opened.Slice(offset, length));
        else _peers.Send(process, new ObjectOpened(request, extent, opened.Bytes, opened.Path, offset, length));
    }

    void INodeStoreEffects.OpenFailed(ProcessId process, ulong request, string reason, bool isFull, IReadOnlyList<uint> without)
    {
        if (process.Node != _self.Node) _sender.OpenFailed(process, request, reason, isFull);
        else _peers.Send(process, new ObjectOpenFailed(request, reason, isFull, [.. without]));
    }

    bool INodeStoreEffects.AskToCollect()
    {
        ProcessId[] everyone = [.. Everyone()];
        if (!_collecting.TryBegin(everyone)) return false;
        foreach (var process in everyone) _peers.Send(process, new GarbageCollect(_collecting.Number));
        _collectTimer.Change(_collectTime, Timeout.InfiniteTimeSpan);
        return true;
    }

    void INodeStoreEffects.WaitPatiently() => _patienceTimer.Change(_patience, Timeout.InfiniteTimeSpan);

    /// <summary>Readers keep objects open in case they look again: they are told that nobody will.</summary>
    private void Delete(ObjectId[] ids)
    {
        foreach (var freed in ids.SelectMany(id => _store.ReadersOf(id).Where(reader => reader.Node == _self.Node).Select(reader => (Reader: reader, Id: id))).ToLookup(static pair => pair.Reader, static pair => pair.Id))
            _peers.Send(freed.Key, new ObjectFreed([.. freed]));
        foreach (var id in ids) _store.Delete(id);
    }

    private void Lose(ProcessId process) => Decide(() =>
    {
        _store.ProcessLost(process);
        if (_collecting.Lost(process)) _store.Collected();
    });

    /// <summary>The processes that use this store.</summary>
    private IEnumerable<ProcessId> Everyone() => _peers.All.Select(static link => link.Peer).Where(peer => peer.Node == _self.Node).Append(_self).Distinct();

    private void CollectedIf(Func<bool> isOver) => Decide(() =>
    {
        if (isOver()) _store.Collected();
    });

    /// <summary>What cannot be true is not for the store: its books would be wrong for everybody. The sender's link ends.</summary>
    private static void Require(bool isTrue, Link from, string what)
    {
        if (!isTrue) throw new ClusterMismatchException($"{from.Peer} {what}. Are both of one version?");
    }

    private void Decide(Action decide)
    {
        List<Func<Task>> work;
        lock (_lock)
        {
            if (_isClosed) return;
            decide();
            TellOwners();
            FreeDisk();
            Decided?.Invoke();
            work = _work;
            _work = [];
        }
        foreach (var each in work) _ = RunAsync(each);
    }

    /// <summary>To be done when the decision is over: what ends at once decides again. Threads of their own do what takes time. It is waited for at the end.</summary>
    private void Work(Func<Task> work)
    {
        _working++;
        _work.Add(work);
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            _core.Logger.LogError(fault, "A step of the object store failed, and what waits for it may wait in vain. This is an error of RaySharp: please report it.");
        }
        finally
        {
            lock (_lock)
            {
                if (--_working == 0 && _isClosed) _idle.TrySetResult();
            }
        }
    }
}
