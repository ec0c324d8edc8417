using System.Collections.Concurrent;
using System.Diagnostics;
using RaySharp.Actors;
using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.References;
using RaySharp.Runtime;
using RaySharp.Wire;

namespace RaySharp.Execution;

/// <summary>One life of an actor: its object, its thread with its inbox, its calls.</summary>
/// <remarks>
/// (1) The object is made on the actor's thread; the head is told where its inbox is. (2) A call is started in its caller's order. (3) Sync methods run
/// on the actor's thread, with MaxConcurrency above 1 on threads of their own; async ones take turns on the actor's thread. (4) The answer goes to the caller.
/// </remarks>
internal sealed class ActorHost : IFrameHandler
{
    private readonly ActorCreate _create;
    private readonly ExecutionServices _services;
    private readonly Action<ActorCreated> _report;
    private readonly ActorClass _class;
    private readonly Dictionary<(Link From, ulong Handle), CallOrder<byte[]>> _orders = [];
    private readonly ConcurrentDictionary<(ProcessId Caller, ulong Handle), CallScope> _running = new();
    private readonly ConcurrentDictionary<(ProcessId Caller, ulong Handle), bool> _cancelled = new();
    private readonly ReturnWriterPool _writers = new();
    private readonly Queue<(Link From, byte[] Frame)> _waiting = new();
    private readonly ActorThreads? _threads;
    private readonly ActorTurns? _turns;
    private readonly Inbox _inbox;
    private readonly LeaseWaits _creationWaits;
    private readonly HashSet<Link> _unflushed = [];
    private object? _actor;
    private int _count;

    public ActorHost(ActorCreate create, ActorClass actorClass, ExecutionServices services, Action<ActorCreated> report)
    {
        _create = create;
        _services = services;
        _report = report;
        _creationWaits = new LeaseWaits(services.Peers, services.Node);
        _class = actorClass;
        _inbox = services.OpenInbox($"ray-actor-{_class.Name}", this);
        if (_class.IsAsync) _turns = new ActorTurns(_inbox);
        else if (create.MaxConcurrency > 1) _threads = new ActorThreads(_class.Name, create.MaxConcurrency);
    }

    public ulong Lease => _create.Lease;

    public uint InboxId => _inbox.Id;

    /// <summary>Cancellations whose call was not started yet, or whose caller has not said yet that it has ended.</summary>
    public int CancelledCount => _cancelled.Count;

    /// <summary>Callers whose order is kept. On the actor's own thread it is exact.</summary>
    public int CallerCount => _orders.Count;

    public void Start() => _inbox.Post(Create);

    public void Resume(ulong wait) => _creationWaits.Resume(wait);

    public async Task StopAsync()
    {
        await Task.Run(_inbox.Dispose).ConfigureAwait(false);
        _threads?.Dispose();
        try
        {
            if (_actor is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync().ConfigureAwait(false);
            else (_actor as IDisposable)?.Dispose();
        }
        catch (Exception fault)
        {
            Console.Error.WriteLine($"{_class.Name} threw while it was disposed: {fault}");
        }
    }

    public void Cancel(ProcessId caller, TaskCancel message)
    {
        _cancelled[(caller, message.Handle)] = true;
        if (!_running.TryGetValue((caller, message.Handle), out var scope)) return;
        _cancelled.TryRemove((caller, message.Handle), out _);
        scope.Cancel(_services.CancelChild);
    }

    /// <summary>The call has ended.</summary>
    public void CancelOver(ProcessId caller, ulong handle) => _cancelled.TryRemove((caller, handle), out _);

    /// <summary>No frame of that link comes any more, so nobody asks again for what is kept of its calls.</summary>
    public void LinkEnded(Link link)
    {
        foreach (var key in _cancelled.Keys.Where(key => key.Caller == link.Peer)) _cancelled.TryRemove(key, out _);
        _inbox.Post(() =>
        {
            foreach (var key in _orders.Keys.Where(key => key.From == link).ToArray()) _orders.Remove(key);
        });
    }

    public void OnFrame(Link from, ReadOnlySpan<byte> frame)
    {
        var header = PushFrame.Parse(frame).Header;
        var caller = (from, header.Handle >> CallHandle.NumberBits);
        if (!_orders.TryGetValue(caller, out var order)) _orders.Add(caller, order = new CallOrder<byte[]>(_create.Incarnation));
        switch (order.Arrived(header.Attempt, header.Lease, []))
        {
            case Arrival.Start:
                Enter(from, frame);
                break;
            case Arrival.Held:
                throw new ClusterMismatchException($"{from.Peer} sent call {header.Lease} before call {order.Next}: a link keeps order, so one was lost.");
        }
    }

    public void OnDrained()
    {
        lock (_unflushed)
        {
            foreach (var link in _unflushed) link.Control.Flush();
            _unflushed.Clear();
        }
    }

    /// <summary>(1)</summary>
    private void Create()
    {
        RuntimeScope.Enter(_services.Runtime);
        CallScope? scope = null;
        try
        {
            var push = PushFrame.Parse(_create.Creation);
            if (!MethodRegistry.TryGet(push.Header.Method, out var method)) throw new ClusterMismatchException($"This worker knows no constructor with id {push.Header.Method:x16} of {_class.Name}.");
            WaitScope.Current = scope = new CallScope(push.Header, _create.Id.Creator, method.Identity.Name, _create.Id, _services.Self, _services.GpuIds, _services.Logger, _creationWaits, _create.Lease);
            using var large = push.Resolve(_services.Objects, CancellationToken.None);
            var reader = push.Read(large, _services.Objects);
            _actor = method.CreateActorAsync(ref reader, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            _report(new ActorCreated(_create.Id, _create.Incarnation, _inbox.Id, true, []));
        }
        catch (Exception thrown)
        {
            var failure = thrown is ClusterMismatchException ? FailureBytes.ToFailure(thrown) : RemoteFailure.Of(thrown, _class.Name);
            _report(new ActorCreated(_create.Id, _create.Incarnation, _inbox.Id, false, failure.Encode()));
        }
        scope?.Output?.TaskEnded();
    }

    /// <summary>(2)</summary>
    private void Enter(Link from, ReadOnlySpan<byte> frame)
    {
        if (_threads is not null)
        {
            byte[] copy = frame.ToArray();
            _threads.Run(() => Run(from, copy));
        }
        else if (_turns is not null && _count >= _create.MaxConcurrency) _waiting.Enqueue((from, frame.ToArray()));
        else Run(from, frame);
    }

    /// <summary>(3)</summary>
    private void Run(Link from, ReadOnlySpan<byte> frame)
    {
        var push = PushFrame.Parse(frame);
        if (!_services.TryFind(from, push, out var method)) return;
        var key = (from.Peer, push.Header.Handle);
        var scope = new CallScope(push.Header, from.Peer, method.Identity.Name, _create.Id, _services.Self, _services.GpuIds, _services.Logger);
        _running[key] = scope;
        if (!_cancelled.IsEmpty && _cancelled.TryRemove(key, out _))    // looked at once it counts as running: later, it is found
        {
            _running.TryRemove(key, out _);
            _services.SettleUnread(from, push);
            Answers.Cancelled(from, push.Header, 0);
            return;
        }
        var returns = _writers.Rent(push.Header.Returns);
        var outer = SynchronizationContext.Current;
        long start = Stopwatch.GetTimestamp();
        ValueTask running;
        StreamSink? sink = null;
        LargeArguments? large = null;
        try
        {
            WaitScope.Current = scope;
            if (_turns is not null) SynchronizationContext.SetSynchronizationContext(_turns);
            if (push.Bag != 0) _services.Objects.BagArrived(from.Peer, push.Bag, push.Carried!);
            large = push.Resolve(_services.Objects, scope.Cancellation);
            var reader = push.Read(large, _services.Objects);
            sink = method.IsStream ? _services.OpenStream(from, push.Header) : null;
            running = method.InvokeAsync(_actor, ref reader, returns, sink, scope.Cancellation);
            large?.CountCopied(reader.CopiedBytes);
        }
        catch (Exception thrown)
        {
            running = ValueTask.FromException(thrown);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            WaitScope.Current = null;
        }
        var call = new RunningCall(from, scope, returns, sink, large, start, push.Bag);
        _count++;
        if (running.IsCompleted) Finish(call, running);
        else if (_turns is null) Finish(call, new ValueTask(running.AsTask().ContinueWith(static task => task, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).GetAwaiter().GetResult()));
        else _ = AwaitAsync(call, running);
    }

    private async Task AwaitAsync(RunningCall call, ValueTask running)
    {
        try
        {
            await running.ConfigureAwait(false);
            running = default;
        }
        catch (Exception thrown)
        {
            running = ValueTask.FromException(thrown);
        }
        _inbox.Post(() =>
        {
            Finish(call, running);
            while (_count < _create.MaxConcurrency && _waiting.TryDequeue(out var next)) Run(next.From, next.Frame);
        });
    }

    /// <summary>(4)</summary>
    private void Finish(in RunningCall call, ValueTask ended)
    {
        var (from, scope, returns, sink, large, start, arguments) = call;
        uint nanos = (uint)Math.Min(uint.MaxValue, Stopwatch.GetElapsedTime(start).Ticks * 100);
        _running.TryRemove((from.Peer, scope.Header.Handle), out _);
        if (sink is not null) _services.CloseStream(sink);
        scope.Output?.TaskEnded();
        try
        {
            ended.GetAwaiter().GetResult();
            long[]? stored = Results.Store(returns, new TaskId(from.Peer, scope.Header.TaskNumber), _services.Objects.Store, scope.Cancellation);
            ulong results = returns.Context is ReferenceBag { IsEmpty: false } bag ? _services.Objects.OpenBag(from.Peer, [.. bag.Ids]) : 0;
            if (arguments != 0) _services.Objects.SettleBag(from, arguments);
            Answers.Succeeded(from, scope.Header, returns, stored, nanos, results);
            arguments = 0;
        }
        catch (OperationCanceledException) when (scope.IsCancelled)
        {
            Answers.Cancelled(from, scope.Header, nanos);
        }
        catch (Exception thrown)
        {
            Answers.Failed(from, scope.Header, RemoteFailure.Of(thrown, scope.Name), nanos);
        }
        if (arguments != 0) _services.Objects.SettleBag(from, arguments);
        large?.Dispose();
        _writers.Return(returns);
        if (_threads is not null)
        {
            from.Control.Flush();
            return;
        }
        _count--;
        lock (_unflushed) _unflushed.Add(from);
    }

    private readonly record struct RunningCall(Link From, CallScope Scope, ReturnWriter Returns, StreamSink? Sink, LargeArguments? Large, long Start, ulong Bag);
}
