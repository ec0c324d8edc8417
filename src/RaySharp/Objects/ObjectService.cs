using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.ReferenceCounting;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Objects;

/// <summary>The objects of this process that other processes know of, and theirs that this one knows of: the shell around <see cref="ReferenceTable"/>.</summary>
/// <remarks>
/// (1) A value that is put, or made by a task, stays with its owner. (2) Who wants it asks the owner, once, however many wait. (3) References that
/// travel are kept alive by bags until their receiver has settled. (4) What nobody counts any more is let go.
/// </remarks>
internal sealed partial class ObjectService : IReferenceHome
{
    private const int ValueHead = 10;
    private const byte Inline = 0, Failed = 1, Stored = 2;

    [ThreadStatic]
    private static CodecWriter? _putWriter;

    private readonly Peers _peers;
    private readonly TaskNumbers _numbers;
    private readonly LocalObjects _local;
    private readonly Lock _fetchLock = new();
    private readonly Dictionary<ulong, BorrowedEntry> _fetches = [];
    private readonly HashSet<ProcessId> _gone = [];       // numbers are never given twice
    private ulong _lastRequest;

    public ObjectService(Peers peers, TaskNumbers numbers, ObjectStore store, MessageRouter router)
    {
        Store = store;
        _peers = peers;
        _numbers = numbers;
        _local = new LocalObjects(id => new BorrowedEntry(id, this));
        _table = new ReferenceTable(numbers.Self, this);
        router.On<ObjectGet>(OnGet);
        router.OnFrame(MessageKind.ObjectValue, OnValue);
        router.On<BorrowAdd>((from, message) => Count(() => _table.AddBorrow(from.Peer, message.Id, message.Number, message.Answer)));
        router.On<BorrowRemove>((from, message) => Count(() => _table.RemoveBorrow(from.Peer, message.Id, message.Number)));
        router.On<BorrowAdded>((_, message) => Count(() => _table.BorrowAdded(message.Id, message.Number)));
        router.On<BorrowRefused>((_, message) => Count(() => _table.BorrowRefused(message.Id, message.Number)));
        router.On<BagSettle>((from, message) => BagSettled(from.Peer, message.Bag));
    }

    /// <summary>This process: the owner of what it makes.</summary>
    public ProcessId Self => _numbers.Self;

    /// <summary>Where large values are.</summary>
    public ObjectStore Store { get; }

    /// <summary>Where this process made what it owns.</summary>
    public CallSites CallSites { get; init; } = new(isRecording: false);

    /// <summary>What large arguments may take that are not in the store.</summary>
    public ArgumentBudget ArgumentBudget { get; init; } = new(long.MaxValue);

    public UnobservedFailures Unobserved { get; } = new();

    /// <summary>Makes references to actors; set by the actor client.</summary>
    public Func<ActorId, ActorClass, ActorEntry>? Actors { get; set; }

    /// <summary>Objects of this process that others know of, and the other way round.</summary>
    public int KnownCount => _local.Count;

    public ObjectEntry GetEntry(ObjectId id)
    {
        if (id.Task.Owner != _numbers.Self) return _local.Get(id);
        if (_local.TryGet(id, out var entry)) return entry;
        var lost = new FreedEntry(id, this);
        lost.TryFail(() => new ObjectLostException($"{id} was freed: its last reference was let go before this one arrived."));
        return lost;
    }

    /// <summary>The object's entry; its owner says that the value is in the store of these nodes, so it need not be asked.</summary>
    public ObjectEntry GetEntry(ObjectId id, long storedLength, uint[] nodes)
    {
        var entry = GetEntry(id);
        if (storedLength > 0 && !entry.IsCompleted) entry.TryComplete(Store.ValueOf(id, storedLength, nodes));
        return entry;
    }

    /// <summary>The object's entry, where this process knows it.</summary>
    public ObjectEntry? Find(ObjectId id) => _local.TryGet(id, out var entry) ? entry : null;

    public ActorEntry GetActor(ActorId id, ActorClass actorClass) => Actors!(id, actorClass);

    /// <summary>(1) Keeps a value of this process: a small one on the heap, a large one in the store.</summary>
    public ValueTask<ObjectRef<T>> PutAsync<T>(T value, Codec<T> codec, CancellationToken cancel)
    {
        var writer = _putWriter ?? CodecWriter.Gathering(new ReferenceBag());
        _putWriter = null;      // a codec may put, too
        codec.Write(writer, value);
        var bag = (ReferenceBag)writer.Context!;
        var entry = new TrackedEntry(new ObjectId(_numbers.Next(), 0), this);
        if (!bag.IsEmpty)
        {
            Contain(entry, [.. bag.Ids]);
            writer.Context = new ReferenceBag();
        }
        if (ObjectStore.IsLarge(writer)) return PutLargeAsync(entry, writer, codec, CallSites.Here(), cancel);
        entry.TryComplete(writer);
        writer.Clear();
        _putWriter = writer;
        return new ValueTask<ObjectRef<T>>(new ObjectRef<T>(entry, codec));
    }

    private async ValueTask<ObjectRef<T>> PutLargeAsync<T>(TrackedEntry entry, CodecWriter writer, Codec<T> codec, string? madeAt, CancellationToken cancel)
    {
        long length = await Store.StoreAsync(writer, entry.Id, cancel).ConfigureAwait(false);
        entry.TryComplete(Store.OwnValue(entry.Id, length, _numbers.Self.Node, madeAt));
        return new ObjectRef<T>(entry, codec);
    }

    /// <summary>(1) Stores a large argument while its call is submitted, where there is room at hand; null where there is not: it travels with the call.</summary>
    /// <remarks>One that needs an extent of its own is copied, since the caller may change it, and stored when the node has lent one: its call waits for that, the stub does not.</remarks>
    /// <param name="writer">What was encoded.</param>
    /// <param name="task">What is called.</param>
    /// <exception cref="PendingCallsLimitExceededException">It must wait for an extent, and more arguments wait than may.</exception>
    public ObjectEntry? TryStoreArgument(CodecWriter writer, RemoteMethod task)
    {
        if (!ObjectStore.IsLarge(writer)) return null;
        long length = writer.TotalLength;
        var entry = new ArgumentEntry(new ObjectId(_numbers.Next(), 0), this);
        if (Store.TryStore(writer, entry.Id) is { } sealing) _ = CompleteAsync(entry, sealing, length, CallSites.Here());
        else if (Store.Writer.NeedsOwnExtent(length)) _ = CompleteAsync(entry, StoreCopyAsync(entry, CopyForLater(writer, task)), length, CallSites.Here());
        else return null;
        return entry;
    }

    private byte[] CopyForLater(CodecWriter writer, RemoteMethod task)
    {
        int length = checked((int)writer.TotalLength);
        ArgumentBudget.Take(task.Identity.Name, length);
        try
        {
            return Store.Copy(writer);
        }
        catch
        {
            ArgumentBudget.Return(length);
            throw;
        }
    }

    private async Task StoreCopyAsync(ArgumentEntry entry, byte[] copy)
    {
        try
        {
            await Store.StoreAsync(copy, entry.Id, entry.Unneeded).ConfigureAwait(false);
        }
        finally
        {
            ArgumentBudget.Return(copy.Length);
        }
    }

    private async Task CompleteAsync(ArgumentEntry entry, Task storing, long length, string? madeAt)
    {
        try
        {
            await storing.ConfigureAwait(false);
            entry.CompleteStored(Store.OwnValue(entry.Id, length, _numbers.Self.Node, madeAt));
        }
        catch (ObjectStoreFullException full)
        {
            entry.TryFail(() => new ObjectStoreFullException(full.Message));
        }
        catch (Exception fault)
        {
            entry.TryFail(() => new ObjectLostException($"{entry.Id} could not be stored: {fault.Message}"));
        }
    }

    /// <summary>(2) Asks the owner for the value.</summary>
    public void Fetch(BorrowedEntry entry)
    {
        ulong request = 0;
        lock (_fetchLock)
        {
            if (!_gone.Contains(entry.Id.Task.Owner)) _fetches.Add(request = ++_lastRequest, entry);
        }
        if (request == 0) entry.TryFail(() => OwnerDied(entry.Id, _fates.Of(entry.Id.Task.Owner)));
        else _peers.Send(entry.Id.Task.Owner, new ObjectGet(request, entry.Id));
    }

    /// <summary>A process is gone: what it owned is lost, unless it is here already.</summary>
    public void ProcessLost(ProcessId process, string fate)
    {
        List<BorrowedEntry> lost = [];
        _fates.Add(process, fate);
        lock (_fetchLock)
        {
            _gone.Add(process);
            foreach (var (request, entry) in _fetches.Where(fetch => fetch.Value.Id.Task.Owner == process).ToArray())
            {
                _fetches.Remove(request);
                lost.Add(entry);
            }
        }
        foreach (var entry in lost) entry.TryFail(() => OwnerDied(entry.Id, fate));
        Store.Opens.Copies.ProcessLost(process);
        Count(() => _table.ProcessDied(process));
    }

    private void OnGet(Link from, ObjectGet message)
    {
        if (!_local.TryGet(message.Id, out var entry))
        {
            Answer(from, message.Request, [], new RemoteFailure(FailureKind.ObjectLost, "", $"{message.Id} is lost: its owner has freed it.").Encode(), Failed);
            return;
        }
        var reply = new GetReply(from, message.Request);
        if (!entry.TryWait(reply)) reply.OnCompleted(entry);
    }

    private void OnValue(Link from, ReadOnlySpan<byte> frame)
    {
        ulong request = MemoryMarshal.Read<ulong>(frame[2..]);
        CodecReader reader = new(frame[ValueHead..]);
        var contents = Forms.ReadSharedIds(ref reader);
        var payload = reader.ReadBytes(reader.Remaining);
        var failure = frame[1] == Failed ? RemoteFailure.Decode(payload) : null;
        var (length, nodes) = frame[1] == Stored ? (MemoryMarshal.Read<long>(payload), MemoryMarshal.Cast<byte, uint>(payload[sizeof(long)..]).ToArray()) : (0, []);
        BorrowedEntry? entry;
        lock (_fetchLock)       // a damaged answer was refused before: who waits is told when its sender's link is closed for it
        {
            if (!_fetches.Remove(request, out entry)) return;
        }
        if (failure is not null)
        {
            entry.TryFail(failure.ToException);
            return;
        }
        if (contents.Length > 0) entry.Contain(contents, isOwn: false);
        if (frame[1] == Stored) entry.TryComplete(Store.ValueOf(entry.Id, length, nodes));
        else entry.TryComplete(payload);
    }

    private static void Answer(Link to, ulong request, IReadOnlyList<SharedId> contents, ReadOnlySpan<byte> payload, byte form)
    {
        var head = new CodecWriter();
        head.WriteRaw((byte)MessageKind.ObjectValue);
        head.WriteRaw(form);
        head.WriteRaw(request);
        Forms.Write(head, contents);
        to.Control.Send(head.Written, payload);
    }

    private static OwnerDiedException OwnerDied(ObjectId id, string fate) => new($"{id} is lost: the process that owned it is gone. {fate}");

    /// <summary>Stands for an object of this process that is no more: nothing is counted for it.</summary>
    private sealed class FreedEntry(ObjectId id, ObjectService objects) : ObjectEntry(id)
    {
        protected override UnobservedFailures Unobserved => objects.Unobserved;
    }

    private sealed class GetReply(Link to, ulong request) : IObjectWaiter
    {
        public void OnCompleted(ObjectEntry entry)
        {
            if (entry.Failure is not { } failure)
            {
                var contents = (entry as TrackedEntry)?.Contents ?? [];
                if (entry.Stored is { } stored) Answer(to, request, contents, [.. BitConverter.GetBytes(stored.Length), .. MemoryMarshal.AsBytes(stored.Nodes.AsSpan())], Stored);
                else Answer(to, request, contents, entry.Bytes, Inline);
                return;
            }
            entry.ObserveFailure();
            Answer(to, request, [], FailureBytes.Of(failure()), Failed);
        }
    }
}
