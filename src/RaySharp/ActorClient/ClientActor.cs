using RaySharp.Actors;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.Objects;
using RaySharp.Ownership;
using RaySharp.References;
using RaySharp.Texts;
using RaySharp.Wire;

namespace RaySharp.ActorClient;

/// <summary>This process's side of one actor: the shell around <see cref="ActorCaller{TCall}"/>.</summary>
/// <remarks>
/// (1) A stub submits; a call whose arguments are not there holds up those after it, so that order is kept. (2) The caller numbers and sends it,
/// or keeps it while the actor is not alive. (3) The answer completes the objects. Completed outside of the lock: who waits for them may call again.
/// </remarks>
internal sealed class ClientActor : ActorEntry, IActorCallerEffects<CallRecord>, IRepeater
{
    private readonly Lock _lock = new();
    private readonly ActorClientService _service;
    private readonly ActorCaller<CallRecord> _caller;
    private readonly Queue<CallRecord> _waiting = new();
    private readonly int _maxTaskRetries;
    private readonly int _maxPendingCalls;
    private List<(CallRecord Call, RemoteFailure Failure)> _ended = [];
    private Outlet? _outlet;
    private bool _isHeldByCalls;
    private (ReferenceBag? Carried, List<(int Offset, ObjectEntry Entry)>? Splices) _creation;

    public ClientActor(ActorId id, ActorClass actorClass, ActorClientService service, uint index, int maxTaskRetries, int maxPendingCalls) : base(id, actorClass)
    {
        _service = service;
        Index = index;
        _maxTaskRetries = maxTaskRetries;
        _maxPendingCalls = maxPendingCalls;
        _caller = new ActorCaller<CallRecord>(id, this, maxPendingCalls);
    }

    /// <summary>Which of this process's actors it is.</summary>
    public uint Index { get; }

    public override ObjectEntry Submit(in CallSubmission call)
    {
        var id = _service.Numbers.Next();
        var entry = new CallEntry(new ObjectId(id, 0), _service.Objects, this);
        entry.Call = Start(call, id, entry, null, null);
        return entry;
    }

    public override ObjectEntry[] SubmitMany(in CallSubmission call)
    {
        var id = _service.Numbers.Next();
        var entries = new ObjectEntry[call.Returns];
        for (int i = 0; i < entries.Length; i++) entries[i] = new CallEntry(new ObjectId(id, (uint)i), _service.Objects, this);
        var record = Start(call, id, null, entries, null);
        foreach (var entry in entries) ((CallEntry)entry).Call = record;
        return entries;
    }

    public override ObjectStreamEntry SubmitStream(in CallSubmission call)
    {
        var id = _service.Numbers.Next();
        CallRecord? record = null;
        var stream = new StreamEntry(id, _service.Objects, (_, count) => Consumed(record!, count), _ => Cancel(record!));
        record = Start(call, id, null, null, stream);
        return stream;
    }

    public override ObjectEntry? TryStore(CodecWriter argument, RemoteMethod method) => _service.Objects.TryStoreArgument(argument, method);

    public override void AddHold() => _service.Objects.AddHold(Id);

    public override void ReleaseHold() => _service.Objects.ReleaseHold(Id);

    public void Cancel(CallRecord call)
    {
        lock (_lock)
        {
            if (call.IsWaiting) EndWaiting(call, Cancelled(call.Method.Identity.Name));
            else _caller.Cancel(call);
        }
        CompleteEnded();
    }

    /// <summary>What its creation refers to must be there for as long as it may restart.</summary>
    public void HoldForCreation(ReferenceBag? carried, List<(int Offset, ObjectEntry Entry)>? splices)
    {
        _creation = (carried, splices);
        _service.Objects.Hold(carried, splices);
    }

    /// <summary>What the head says; the outlet is open where the actor is alive.</summary>
    public void StateChanged(in ActorView view, Outlet? outlet)
    {
        lock (_lock)
        {
            if (view.Phase == ActorPhase.Alive && view.Version > _caller.View.Version) _outlet = outlet;
            _caller.StateChanged(view);
            if (view.Phase == ActorPhase.Dead)
            {
                foreach (var call in _waiting) EndWaiting(call, Died(call.Method.Identity.Name, _caller.View));     // no argument would bring it back
            }
        }
        CompleteEnded();
        if (view.Phase != ActorPhase.Dead) return;
        var (carried, splices) = _creation;
        _creation = default;
        _service.Objects.Release(carried, splices);
    }

    public void ProcessLost(ProcessId process)
    {
        lock (_lock) _caller.ProcessLost(process);
    }

    /// <summary>(3)</summary>
    public void Answered(Link from, in DoneHeader done, ReadOnlySpan<byte> payload)
    {
        CallRecord? call;
        bool isLast;
        lock (_lock)
        {
            call = _caller.Answered(done.Attempt, CallHandle.Number(done.Handle));
            if (call is null) return;
            isLast = _caller.PendingCount == 0;
            if (call.CancelRequested && done.Status != DoneStatus.Cancelled) _service.Peers.Send(from.Peer, new TaskCancelOver(_caller.View.Inbox, done.Handle, done.Attempt));
        }
        _service.Budget.Return(call.Frame.Length);
        Outcome.Complete(call, this, call.Method.Identity.Name, done, payload, from, _service.Objects, isRepeated: _maxTaskRetries != 0 && done.Attempt > 1);
        LetGo(call, isReturned: true);
        if (isLast) ReleaseWhenIdle();
    }

    public void StreamItem(Link from, ulong handle, int incarnation, ulong index, ReadOnlySpan<byte> bytes)
    {
        CallRecord? call;
        lock (_lock) call = _caller.Find(incarnation, CallHandle.Number(handle));
        call?.Rare?.Stream?.Receive(from, index, bytes);
    }

    public void Close(RemoteFailure failure)
    {
        List<CallRecord> left;
        lock (_lock)
        {
            left = [.. _caller.Drain(), .. _waiting];
            _waiting.Clear();
        }
        foreach (var call in left) Outcome.Fail(call, failure, _service.Objects, mayBeStored: call.WasSent);
    }

    bool IActorCallerEffects<CallRecord>.TrySend(CallRecord call, ProcessId process, int incarnation)
    {
        if (_outlet is not { IsClosed: false } outlet) return false;
        ref var header = ref call.Header;
        header.Handle = CallHandle.Of(Index, call.Number);
        header.Lease = call.Number;
        header.Attempt = incarnation;
        outlet.Send(call.Rare is { CarriesAny: true } rare ? WithBag(call, rare, process) : call.Frame, default, defer: true);
        outlet.FlushSoon();
        return true;
    }

    private byte[] WithBag(CallRecord call, TaskExtras rare, ProcessId receiver)
    {
        var ids = rare.CarriedIds;
        rare.Bag = _service.Objects.OpenBag(receiver, ids);
        return TaskFrames.WithBag(call.Frame, rare.Bag, ids);
    }

    void IActorCallerEffects<CallRecord>.CancelRemote(CallRecord call, ProcessId process, int incarnation) =>
        _service.Peers.Send(process, new TaskCancel(_caller.View.Inbox, call.Header.Handle, incarnation, Force: false, Recursive: true));

    void IActorCallerEffects<CallRecord>.Fail(CallRecord call, CallEnd cause, in ActorView actor)
    {
        string name = call.Method.Identity.Name;
        _ended.Add((call, cause switch
        {
            CallEnd.Cancelled => Cancelled(name),
            CallEnd.ActorUnavailable => new RemoteFailure(FailureKind.ActorUnavailable, name,
                $"'{name}' was lost when its actor ended ({actor.Reason}). It may have run. The actor restarts; with MaxTaskRetries the call would be sent again."),
            _ => Died(name, actor),
        }));
    }

    private static RemoteFailure Cancelled(string name) => new(FailureKind.Cancelled, name, $"'{name}' was cancelled.");

    private RemoteFailure Died(string name, in ActorView actor)
    {
        var cause = actor.Error is byte[] { Length: > 0 } error ? RemoteFailure.Decode(error) : null;
        if (cause is { Kind: FailureKind.ClusterMismatch }) return cause;
        return new RemoteFailure(FailureKind.ActorDied, name, $"'{name}' cannot run: {Class.Name} ({Id}) is dead, because {actor.Reason}.") { Thrown = cause?.Thrown };
    }

    private CallRecord Start(in CallSubmission call, TaskId id, ObjectEntry? result, ObjectEntry[]? results, StreamEntry? stream)
    {
        bool isRare = results is not null || stream is not null || call.Splices is not null || call.Carried is not null || call.Cancel.CanBeCanceled;
        byte[] frame = TaskFrames.Build(MessageKind.ActorCall, call, id.Number, 0, null);
        _service.Budget.Take(call.Method.Identity.Name, frame.Length);
        var record = new CallRecord
        {
            Id = id,
            Method = call.Method,
            Frame = frame,
            Result = result,
            Rare = isRare ? new TaskExtras { Results = results, Stream = stream } : null,
            RetriesLeft = _maxTaskRetries,
            IsReady = call.Splices is null,
        };
        record.Rare?.Take(call.Splices, call.Carried);
        bool isFull;
        _service.Objects.CallSites.Record(result, results, stream);
        if (call.Carried is not null || call.Splices is not null) _service.Objects.Hold(call.Carried, call.Splices);
        lock (_lock)
        {
            if (!_isHeldByCalls)
            {
                _isHeldByCalls = true;
                AddHold();
            }
            var closed = _service.Closed;
            isFull = closed is null && _caller.PendingCount + _waiting.Count >= _maxPendingCalls;
            record.IsWaiting = closed is null && !isFull && _caller.View.Phase != ActorPhase.Dead && (_waiting.Count > 0 || !record.IsReady);
            if (closed is not null) EndWaiting(record, closed);
            else if (record.IsWaiting) _waiting.Enqueue(record);
            else if (!isFull) _caller.TrySubmit(record);
        }
        if (isFull)
        {
            LetGo(record);
            throw new PendingCallsLimitExceededException($"'{call.Method.Identity.Name}' was not sent: this actor has {CountText.Of(_maxPendingCalls, "pending call")}, as many as MaxPendingCalls allows. Wait for some of them first.");
        }
        CompleteEnded();
        if (call.Splices is { } splices) WaitForArguments(record, splices);
        if (call.Cancel.CanBeCanceled)
            record.Rare!.Registration = call.Cancel.UnsafeRegister(static state => { var (actor, call) = ((ClientActor, CallRecord))state!; actor.Cancel(call); }, (this, record));
        return record;
    }

    Recipe IRepeater.RecipeOf(IMaker maker) => new CallRecipe(this, (CallRecord)maker, mayRepeat: _maxTaskRetries != 0, _service.Objects);

    LineageKeeper IRepeater.Lineage => _service.Lineage;

    /// <summary>Makes a call again whose objects were lost. It does not stand behind those whose arguments are not there: they may wait for what it makes.</summary>
    public void CallAgain(CallRecipe recipe, Remake remake, int retriesLeft, IReadOnlyList<ObjectEntry> outputs)
    {
        _service.Budget.Change(0, recipe.Frame.Length);
        var record = new CallRecord
        {
            Id = recipe.Id,
            Method = recipe.Method,
            Frame = recipe.Frame,
            Rare = new TaskExtras { Remake = remake, SplicedContents = recipe.Carried },
            RetriesLeft = retriesLeft,
            IsReady = true,
        };
        foreach (var output in outputs.OfType<CallEntry>()) output.Call = record;
        lock (_lock)
        {
            if (!_isHeldByCalls)
            {
                _isHeldByCalls = true;
                AddHold();
            }
            if (!_caller.TrySubmit(record))
                EndWaiting(record, new RemoteFailure(FailureKind.PendingCallsLimit, recipe.Name, $"'{recipe.Name}' was not sent again: its actor has {CountText.Of(_maxPendingCalls, "pending call")}, as many as MaxPendingCalls allows."));
        }
        CompleteEnded();
    }

    /// <summary>(1)</summary>
    private void WaitForArguments(CallRecord record, List<(int Offset, ObjectEntry Entry)> splices) => new DependencyWait(splices, failed =>
    {
        failed?.ObserveFailure();
        byte[] frame = record.Frame;    // empty: cancelled meanwhile
        var failure = failed is null ? TaskFrames.WhyNotSplice(record.Method.Identity.Name, frame, splices) : FailureBytes.ToFailure(failed.Failure!());
        byte[] spliced = failure is null && frame.Length > 0 ? TaskFrames.Splice(frame, splices, 0) : frame;
        lock (_lock)
        {
            record.IsReady = true;
            if (failure is not null) EndWaiting(record, failure);
            else if (!record.IsEnded)
            {
                _service.Budget.Change(frame.Length, spliced.Length);
                record.Frame = spliced;
                record.Rare!.SplicedContents = [.. splices.SelectMany(splice => (splice.Entry as TrackedEntry)?.Contents ?? [])];
            }
            while (_waiting.TryPeek(out var next) && next.IsReady)
            {
                _waiting.Dequeue().IsWaiting = false;
                if (!next.IsEnded) _caller.Submit(next);      // it was let in when it came
            }
        }
        CompleteEnded();
        ReleaseWhenIdle();
    }).Start();

    private void EndWaiting(CallRecord call, RemoteFailure failure)
    {
        if (call.IsEnded) return;
        call.IsEnded = true;
        _ended.Add((call, failure));
    }

    private void Consumed(CallRecord call, long count)
    {
        lock (_lock)
        {
            if (call.Number != 0 && !call.IsEnded) _service.Peers.Send(_caller.View.Process, new StreamConsumed(call.Header.Handle, _caller.View.Incarnation, count));
        }
    }

    private void CompleteEnded()
    {
        if (_ended.Count == 0) return;
        List<(CallRecord Call, RemoteFailure Failure)> ended;
        lock (_lock)
        {
            ended = _ended;
            _ended = [];
        }
        foreach (var (call, failure) in ended)
        {
            Outcome.Fail(call, failure, _service.Objects, mayBeStored: call.WasSent);
            LetGo(call);
        }
        ReleaseWhenIdle();
    }

    /// <param name="call">It has ended.</param>
    /// <param name="isReturned">Its part of the budget was given back before its result was known: who hears of that may make the next.</param>
    private void LetGo(CallRecord call, bool isReturned = false)
    {
        if (call.TakeFrame() is not { } frame) return;
        if (!isReturned) _service.Budget.Return(frame.Length);
        call.Rare?.LetGo(_service.Objects);
    }

    /// <summary>Unanswered calls keep the actor alive, also where nobody keeps its handle.</summary>
    private void ReleaseWhenIdle()
    {
        lock (_lock)
        {
            if (!_isHeldByCalls || _caller.PendingCount + _waiting.Count > 0) return;
            _isHeldByCalls = false;
        }
        ReleaseHold();
    }
}
