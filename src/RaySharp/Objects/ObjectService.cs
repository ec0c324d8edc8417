using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
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
    private readonly Peers _peers;
    private readonly TaskNumbers _numbers;
    private readonly LocalObjects _local;
    private readonly Lock _fetchLock = new();
    private readonly Dictionary<ulong, BorrowedEntry> _fetches = [];
    private ulong _lastRequest;

    public ObjectService(Peers peers, TaskNumbers numbers, MessageRouter router)
    {
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

    public ActorEntry GetActor(ActorId id, ActorClass actorClass) => Actors!(id, actorClass);

    /// <summary>(1) Stores a value of this process.</summary>
    public ObjectRef<T> Put<T>(T value, Codec<T> codec)
    {
        var bag = new ReferenceBag();
        var writer = new CodecWriter(bag);
        codec.Write(writer, value);
        var entry = new TrackedEntry(new ObjectId(_numbers.Next(), 0), this);
        if (!bag.IsEmpty) Contain(entry, [.. bag.Ids]);
        entry.TryComplete(writer.Written);
        return new ObjectRef<T>(entry, codec);
    }

    /// <summary>(2) Asks the owner for the value.</summary>
    public void Fetch(BorrowedEntry entry)
    {
        ulong request;
        lock (_fetchLock)
        {
            request = ++_lastRequest;
            _fetches.Add(request, entry);
        }
        _peers.Send(entry.Id.Task.Owner, new ObjectGet(request, entry.Id));
    }

    /// <summary>A process is gone: what it owned is lost, unless it is here already.</summary>
    public void ProcessLost(ProcessId process, string fate)
    {
        List<BorrowedEntry> lost = [];
        lock (_fetchLock)
        {
            foreach (var (request, entry) in _fetches.Where(fetch => fetch.Value.Id.Task.Owner == process).ToArray())
            {
                _fetches.Remove(request);
                lost.Add(entry);
            }
        }
        foreach (var entry in lost) entry.TryFail(() => OwnerDied(entry.Id, fate));
        _fates.Add(process, fate);
        Count(() => _table.ProcessDied(process));
    }

    private void OnGet(Link from, ObjectGet message)
    {
        if (!_local.TryGet(message.Id, out var entry))
        {
            Answer(from, message.Request, [], new RemoteFailure(FailureKind.ObjectLost, "", $"{message.Id} is lost: its owner has freed it.").Encode(), failed: true);
            return;
        }
        var reply = new GetReply(from, message.Request);
        if (!entry.TryWait(reply)) reply.OnCompleted(entry);
    }

    private void OnValue(Link from, ReadOnlySpan<byte> frame)
    {
        ulong request = MemoryMarshal.Read<ulong>(frame[2..]);
        BorrowedEntry? entry;
        lock (_fetchLock)
        {
            if (!_fetches.Remove(request, out entry)) return;
        }
        CodecReader reader = new(frame[ValueHead..]);
        var contents = Forms.ReadSharedIds(ref reader);
        var payload = reader.ReadBytes(reader.Remaining);
        if (frame[1] == 0)
        {
            if (contents.Length > 0) entry.Contain(contents, isOwn: false);
            entry.TryComplete(payload);
        }
        else
        {
            var failure = RemoteFailure.Decode(payload);
            entry.TryFail(failure.ToException);
        }
    }

    private static void Answer(Link to, ulong request, IReadOnlyList<SharedId> contents, ReadOnlySpan<byte> payload, bool failed)
    {
        var head = new CodecWriter();
        head.WriteRaw((byte)MessageKind.ObjectValue);
        head.WriteRaw(failed ? (byte)1 : (byte)0);
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
                Answer(to, request, (entry as TrackedEntry)?.Contents ?? [], entry.Bytes, failed: false);
                return;
            }
            entry.ObserveFailure();
            Answer(to, request, [], FailureBytes.Of(failure()), failed: true);
        }
    }
}
