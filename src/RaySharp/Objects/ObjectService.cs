using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Objects;

/// <summary>The objects of this process that other processes know of, and theirs that this one knows of.</summary>
internal sealed class ObjectService : IReferenceHome
{
    private readonly Peers _peers;
    private readonly TaskNumbers _numbers;
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectId, TrackedEntry> _entries = [];
    private readonly Dictionary<ulong, BorrowedEntry> _fetches = [];
    private ulong _lastRequest;

    public ObjectService(Peers peers, TaskNumbers numbers, MessageRouter router)
    {
        _peers = peers;
        _numbers = numbers;
        router.On<ObjectGet>(OnGet);
        router.OnFrame(MessageKind.ObjectValue, OnValue);
    }

    /// <summary>Makes references to actors; set by the actor client.</summary>
    public Func<ActorId, ActorClass, ActorEntry>? Actors { get; set; }

    /// <summary>Nobody holds a handle of an actor that this process created.</summary>
    public Action<ActorId>? ActorUnheld { get; set; }

    public void AddHold(ActorId actor)
    {
    }

    public void ReleaseHold(ActorId actor)
    {
    }

    public void CallEnded(ActorId actor)
    {
    }

    public ObjectEntry GetEntry(ObjectId id)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(id, out var entry)) return entry;
            entry = new BorrowedEntry(id, this);
            if (id.Task.Owner == _numbers.Self) entry.TryFail(() => new ObjectLostException($"{id} was freed: its last reference was let go before this one arrived."));
            else _entries.Add(id, entry);
            return entry;
        }
    }

    public ActorEntry GetActor(ActorId id, ActorClass actorClass) => Actors!(id, actorClass);

    /// <summary>Stores a value of this process.</summary>
    public ObjectRef<T> Put<T>(T value, Codec<T> codec)
    {
        var bag = new ReferenceBag();
        var writer = new CodecWriter(bag);
        codec.Write(writer, value);
        var entry = new PutEntry(new ObjectId(_numbers.Next(), 0), this, bag);
        entry.TryComplete(writer.Written);
        return new ObjectRef<T>(entry, codec);
    }

    public void AddHold(TrackedEntry entry)
    {
        lock (_lock) _entries.TryAdd(entry.Id, entry);
    }

    public void ReleaseHold(TrackedEntry entry)
    {
    }

    /// <summary>Asks the owner for the value.</summary>
    public void Fetch(BorrowedEntry entry)
    {
        ulong request;
        lock (_lock)
        {
            request = ++_lastRequest;
            _fetches.Add(request, entry);
        }
        _peers.Send(entry.Id.Task.Owner, new ObjectGet(request, entry.Id));
    }

    public void ProcessLost(ProcessId process, string fate)
    {
        List<BorrowedEntry> lost;
        lock (_lock)
        {
            lost = [.. _entries.Values.OfType<BorrowedEntry>().Where(entry => entry.Id.Task.Owner == process)];
            foreach (ulong request in _fetches.Where(fetch => fetch.Value.Id.Task.Owner == process).Select(fetch => fetch.Key).ToArray()) _fetches.Remove(request);
        }
        foreach (var entry in lost) entry.TryFail(() => new OwnerDiedException($"{entry.Id} is lost: the process that owned it is gone. {fate}"));
    }

    private void OnGet(Link from, ObjectGet message)
    {
        TrackedEntry? entry;
        lock (_lock) _entries.TryGetValue(message.Id, out entry);
        if (entry is null) Answer(from, message.Request, new RemoteFailure(FailureKind.ObjectLost, "", $"{message.Id} is lost: its owner has freed it.").Encode(), failed: true);
        else
        {
            var reply = new GetReply(this, from, message.Request);
            if (!entry.TryWait(reply)) reply.OnCompleted(entry);
        }
    }

    private void OnValue(Link from, ReadOnlySpan<byte> frame)
    {
        ulong request = MemoryMarshal.Read<ulong>(frame[2..]);
        BorrowedEntry? entry;
        lock (_lock)
        {
            if (!_fetches.Remove(request, out entry)) return;
        }
        var payload = frame[10..];
        if (frame[1] == 0) entry.TryComplete(payload);
        else
        {
            var failure = RemoteFailure.Decode(payload);
            entry.TryFail(failure.ToException);
        }
    }

    private static void Answer(Link to, ulong request, ReadOnlySpan<byte> payload, bool failed)
    {
        Span<byte> head = stackalloc byte[10];
        head[0] = (byte)MessageKind.ObjectValue;
        head[1] = failed ? (byte)1 : (byte)0;
        MemoryMarshal.Write(head[2..], request);
        to.Control.Send(head, payload);
    }

    private sealed class GetReply(ObjectService service, Link to, ulong request) : IObjectWaiter
    {
        public void OnCompleted(ObjectEntry entry)
        {
            _ = service;
            if (entry.Failure is not { } failure) Answer(to, request, entry.Bytes, failed: false);
            else Answer(to, request, FailureBytes.Of(failure()), failed: true);
        }
    }
}
