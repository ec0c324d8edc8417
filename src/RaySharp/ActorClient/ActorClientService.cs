using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using RaySharp.Actors;
using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.Objects;
using RaySharp.Ownership;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.ActorClient;

/// <summary>The actors that this process created or has handles of.</summary>
internal sealed class ActorClientService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ActorId, ClientActor> _actors = [];
    private readonly List<ClientActor?> _byIndex = [];      // null once dead: an index is never given twice, since answers may come late
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<ActorFound>> _finds = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource> _kills = new();
    private readonly ProcessId _head;
    private readonly SlotOutlets _outlets;
    private readonly string _namespace;
    private readonly uint _job;
    private volatile RemoteFailure? _closed;
    private ulong _lastRequest;

    public ActorClientService(Peers peers, ProcessId head, TaskNumbers numbers, ObjectService objects, SlotOutlets outlets, MessageRouter router, ArgumentBudget budget, LineageKeeper lineage, string actorNamespace, uint job)
    {
        Peers = peers;
        _head = head;
        Numbers = numbers;
        Objects = objects;
        Budget = budget;
        Lineage = lineage;
        _outlets = outlets;
        _namespace = actorNamespace;
        _job = job;
        objects.Actors = GetActor;
        objects.ActorUnheld = id => peers.Send(head, new ActorUnheld(id));
        router.OnFrame(MessageKind.CallDone, OnDone);
        router.OnFrame(MessageKind.CallItem, OnItem);
        router.On<ActorState>(IsHead, OnState);
        router.On<ActorRegistered>(IsHead, OnRegistered);
        router.On<ActorFound>(IsHead, (_, message) =>
        {
            if (_finds.TryRemove(message.Request, out var find)) find.TrySetResult(message);
        });
        router.On<ActorKilled>(IsHead, (_, message) =>
        {
            if (_kills.TryRemove(message.Request, out var kill)) kill.TrySetResult();
        });
    }

    /// <summary>Why nothing is called any more; null: all is well.</summary>
    public RemoteFailure? Closed => _closed;

    /// <summary>Whether an actor has answered ever.</summary>
    public bool HasAnswers { get; private set; }

    /// <summary>Actors of which this process expects to hear.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _actors.Count;
        }
    }

    public Peers Peers { get; }

    public TaskNumbers Numbers { get; }

    public ObjectService Objects { get; }

    public ArgumentBudget Budget { get; }

    public LineageKeeper Lineage { get; }

    /// <summary>Creates an actor; its creation goes on in the background.</summary>
    public ActorEntry Create(ActorClass actorClass, ActorOptions? options, in CallSubmission creation)
    {
        var merged = ActorDefaults.Merge(actorClass, options);
        var number = Numbers.Next();
        var id = new ActorId(number.Owner, number.Number);
        var actor = Add(id, actorClass, merged.MaxTaskRetries ?? 0, merged.MaxPendingCalls is > 0 and var limit ? limit : int.MaxValue);
        byte[] frame = TaskFrames.Build(MessageKind.TaskPush, creation, number.Number, 0, null);
        actor.HoldForCreation(creation.Carried, creation.Splices);
        if (creation.Splices is not { } splices) Register(actor, merged, frame);
        else
        {
            new DependencyWait(splices, failed =>
            {
                failed?.ObserveFailure();
                byte[]? failure = failed is null ? TaskFrames.WhyNotSplice(actorClass.Name, frame, splices)?.Encode() : FailureBytes.Of(failed.Failure!());
                if (failure is null) Register(actor, merged, TaskFrames.Splice(frame, splices, 0));
                else actor.StateChanged(new ActorView(id, ActorPhase.Dead, 0, Reason: failed is null ? "the arguments of its creation are too long" : "an argument of its creation failed", Error: failure), null);
            }).Start();
        }
        return actor;
    }

    public async Task<ActorEntry?> FindAsync(string name, string? actorNamespace, CancellationToken cancel)
    {
        ulong request = Interlocked.Increment(ref _lastRequest);
        var found = _finds[request] = new TaskCompletionSource<ActorFound>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_closed is { } closed) throw closed.ToException();
        Peers.Send(_head, new ActorFind(request, actorNamespace ?? _namespace, name));
        var answer = await found.Task.WaitAsync(cancel).ConfigureAwait(false);
        if (answer.Id.Creator == ProcessId.None) return null;
        if (!MethodRegistry.TryGetActor(answer.ClassId, out var actorClass)) throw new ClusterMismatchException($"The actor '{name}' is of a class that this program does not know (id {answer.ClassId:x16}).");
        return GetActor(answer.Id, actorClass);
    }

    public Task KillAsync(ActorEntry actor, bool noRestart, CancellationToken cancel)
    {
        ulong request = Interlocked.Increment(ref _lastRequest);
        var killed = _kills[request] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_closed is not null) return Task.CompletedTask;
        Peers.Send(_head, new ActorKill(request, actor.Id, noRestart));
        return killed.Task.WaitAsync(cancel);
    }

    public void ProcessLost(ProcessId process)
    {
        foreach (var actor in All()) actor.ProcessLost(process);
    }

    /// <summary>The runtime ends, or its cluster: whatever is not answered fails, and whatever is called from now on.</summary>
    public void Close(RemoteFailure failure)
    {
        lock (_lock)
        {
            if (_closed is not null) return;
            _closed = failure;
        }
        foreach (var actor in All()) actor.Close(failure);
        foreach (var find in _finds.Values) find.TrySetException(failure.ToException());
        foreach (var kill in _kills.Values) kill.TrySetResult();
    }

    private bool IsHead(ProcessId process) => process == _head;

    private ClientActor GetActor(ActorId id, ActorClass actorClass)
    {
        lock (_lock)
        {
            if (_actors.TryGetValue(id, out var known)) return known;
        }
        var options = actorClass.Options;
        var actor = Add(id, actorClass, options.MaxTaskRetries ?? 0, options.MaxPendingCalls is > 0 and var limit ? limit : int.MaxValue);
        Peers.Send(_head, new ActorSubscribe(id));
        return actor;
    }

    private ClientActor Add(ActorId id, ActorClass actorClass, int maxTaskRetries, int maxPendingCalls)
    {
        lock (_lock)
        {
            if (_actors.TryGetValue(id, out var known)) return known;
            var actor = new ClientActor(id, actorClass, this, (uint)_byIndex.Count, maxTaskRetries, maxPendingCalls);
            _byIndex.Add(actor);
            _actors.Add(id, actor);
            return actor;
        }
    }

    private void Register(ClientActor actor, ActorOptions options, byte[] creation)
    {
        Peers.Send(_head, new ActorRegister(actor.Id.Number, actor.Id, actor.Class.Id, actor.Class.Name, ActorDefaults.Lease(options, _job), options.Name, options.Namespace ?? _namespace,
            options.GetIfExists ?? false, options.Lifetime == ActorLifetime.Detached, options.MaxRestarts ?? 0, ActorDefaults.Concurrency(actor.Class, options), creation));
        Peers.Send(_head, new ActorSubscribe(actor.Id));
    }

    private void OnRegistered(Link from, ActorRegistered message)
    {
        if (message.Error is not { } error) return;
        ClientActor? actor;
        lock (_lock) _actors.TryGetValue(message.Id, out actor);
        actor?.StateChanged(new ActorView(message.Id, ActorPhase.Dead, 0, Reason: error), null);
    }

    private void OnState(Link from, ActorState message)
    {
        ClientActor? actor;
        lock (_lock)
        {
            if (!_actors.TryGetValue(message.Id, out actor)) return;
            if ((ActorPhase)message.Phase == ActorPhase.Dead) Forget(actor);
        }
        var view = new ActorView(message.Id, (ActorPhase)message.Phase, message.Incarnation, message.Process, message.Inbox, message.Reason, message.Error);
        if (view.Phase != ActorPhase.Alive) actor.StateChanged(view, null);
        else if (_outlets.TryGet(view.Process, message.Inbox) is { } outlet) actor.StateChanged(view, outlet);
        else _ = OpenAsync(actor, view, message.Inbox);
    }

    /// <summary>It is dead for good, and calls of it end at once: who has a handle has all that is needed, and who gets one later asks the head.</summary>
    private void Forget(ClientActor actor)
    {
        _actors.Remove(actor.Id);
        _byIndex[(int)actor.Index] = null;
    }

    private async Task OpenAsync(ClientActor actor, ActorView view, uint inbox)
    {
        try
        {
            actor.StateChanged(view, await _outlets.OpenAsync(view.Process, inbox).ConfigureAwait(false));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Its process is gone again: the head will say what comes next.
        }
    }

    private unsafe void OnDone(Link from, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < sizeof(DoneHeader)) throw new ClusterMismatchException($"{from.Peer} sent an answer of {frame.Length} bytes; the head alone has {sizeof(DoneHeader)}.");
        HasAnswers = true;
        var done = MemoryMarshal.Read<DoneHeader>(frame);
        Find(done.Handle)?.Answered(from, done, frame[sizeof(DoneHeader)..]);
    }

    private void OnItem(Link from, ReadOnlySpan<byte> frame)
    {
        ulong handle = MemoryMarshal.Read<ulong>(frame[1..]);
        Find(handle)?.StreamItem(from, handle, MemoryMarshal.Read<int>(frame[9..]), MemoryMarshal.Read<ulong>(frame[13..]), frame[21..]);
    }

    private ClientActor? Find(ulong handle)
    {
        int index = CallHandle.Actor(handle);
        lock (_lock) return index < _byIndex.Count ? _byIndex[index] : null;
    }

    private ClientActor[] All()
    {
        lock (_lock) return [.. _actors.Values];
    }
}
