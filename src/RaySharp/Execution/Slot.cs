using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.References;
using RaySharp.Runtime;
using RaySharp.Wire;

namespace RaySharp.Execution;

/// <summary>A thread that runs tasks one after another, as they lie in its inbox.</summary>
/// <remarks>
/// (1) A frame is taken. (2) A task that was cancelled before it started is answered at once. (3) What its references stand for is fetched, where it
/// did not come along. (4) The method runs, here; for an asynchronous one this thread waits until it ends. (5) The answer goes to the owner; the owner
/// is woken when the inbox is empty or half a millisecond has passed.
/// </remarks>
internal sealed class Slot : IFrameHandler
{
    private readonly ExecutionServices _services;
    private readonly Lock _lock = new();        // its scope's, too: a task takes it twice, not four times
    private readonly RunClock _clock = new(TimeProvider.System);
    private readonly ReturnWriter _returns = new();
    private readonly ManualResetEventSlim _ended = new(false, spinCount: 10);
    private readonly Action _signalEnded;
    private ExecutionContext? _clean;
    private ReferenceBag _bag = new();
    private Link? _unflushed;
    private volatile Link? _owner;
    private ulong _orphan;
    private ulong _over;     // the lease of a dead owner: what lies here for it still is not run

    public Slot(int number, ExecutionServices services)
    {
        Number = number;
        _services = services;
        _signalEnded = _ended.Set;
        _returns.Context = _bag;
        Scope = new SlotScope(services.Peers, services.Node, services.Self, services.GpuIds, services.Logger, _lock, GiveBack);
        Inbox = services.OpenInbox($"ray-slot-{number}", this);
    }

    public int Number { get; }

    public Inbox Inbox { get; }

    public SlotScope Scope { get; }

    /// <summary>Cancels a task if it runs here; false where it does not.</summary>
    public bool Cancel(ProcessId owner, TaskCancel message) => Scope.TryCancel(owner, message.Handle, message.Attempt, message.Recursive, _services.CancelChild);

    /// <summary>Its task begins to wait: what was not started goes back, and the owner hears that nothing will be started for a while.</summary>
    private void GiveBack()
    {
        var unstarted = new UnstartedTasks();
        Inbox.Drain(unstarted);
        unstarted.SendBack(stalled: true, _owner, Scope.Lease);
    }

    /// <summary>The owner asks for what was not started.</summary>
    public void TakeBack(Link asker, ulong lease)
    {
        var unstarted = new UnstartedTasks();
        Inbox.Drain(unstarted);
        unstarted.SendBack(Scope.IsBusy, asker, lease);
    }

    /// <summary>The owner of its lease is dead: the task is cancelled, those behind it are not run, and the lease is returned when the slot is empty.</summary>
    public void Orphan(ulong lease)
    {
        lock (_lock)
        {
            _over = lease;
            if (Scope.IsBusy && Scope.Lease == lease)
            {
                _orphan = lease;
                Scope.CancelCurrent();
                return;
            }
        }
        ReturnLease(lease);
    }

    public void OnFrame(Link from, ReadOnlySpan<byte> frame)
    {
        EnterScope();
        if (_unflushed is { } previous && previous != from) previous.Control.Flush();
        _unflushed = _owner = from;
        var push = PushFrame.Parse(frame);
        if (!_services.TryFind(from, push, out var method)) return;
        Run(from, ref push, method);
    }

    public void OnDrained()
    {
        _unflushed?.Control.Flush();
        _unflushed = null;
    }

    private void Run(Link from, ref PushFrame push, RemoteMethod method)
    {
        string name = push.Name ?? method.Options.Name ?? method.Identity.Name;
        bool wasCancelled;
        lock (_lock)
        {
            Scope.Begin(push.Header, from.Peer, name);
            wasCancelled = push.Header.Lease == _over;
        }
        _clock.Start(method);
        wasCancelled |= _services.WasCancelled(from.Peer, push.Header);     // looked at once it counts as running: later, it is found
        StreamSink? sink = null;
        LargeArguments? large = null;
        try
        {
            if (push.Bag != 0) _services.Objects.BagArrived(from.Peer, push.Bag, push.Carried!);
            if (wasCancelled) throw new OperationCanceledException();
            large = push.Resolve(_services.Objects, Scope.Cancellation);
            if (large is not null) _clock.Restart();     // what fetching took says nothing of the method
            _returns.Reset(push.Header.Returns);
            var reader = push.Read(large, _services.Objects);
            sink = method.IsStream ? _services.OpenStream(from, push.Header) : null;
            var running = method.InvokeAsync(null, ref reader, _returns, sink, Scope.Cancellation);
            large?.CountCopied(reader.CopiedBytes);
            if (!running.IsCompleted) WaitFor(running);
            else running.GetAwaiter().GetResult();
            uint nanos = _clock.Stop();
            long[]? stored = Results.Store(_returns, new TaskId(from.Peer, push.Header.TaskNumber), _services.Objects.Store, Scope.Cancellation);
            ulong bag = _bag.IsEmpty ? 0 : _services.Objects.OpenBag(from.Peer, [.. _bag.Ids]);
            if (push.Bag != 0) _services.Objects.SettleBag(from, push.Bag);
            Answers.Succeeded(from, push.Header, _returns, stored, nanos, bag);
            push.Bag = 0;
        }
        catch (OperationCanceledException) when (wasCancelled || Scope.IsCancelled)
        {
            Answers.Cancelled(from, push.Header, _clock.Stop());
        }
        catch (Exception thrown)
        {
            Answers.Failed(from, push.Header, RemoteFailure.Of(thrown, name), _clock.Stop());
        }
        large?.Dispose();
        _returns.Clear();
        if (sink is not null) _services.CloseStream(sink);
        if (push.Bag != 0) _services.Objects.SettleBag(from, push.Bag);
        if (!_bag.IsEmpty) _returns.Context = _bag = new ReferenceBag();
        ulong orphan;
        lock (_lock)
        {
            Scope.End();
            orphan = _orphan;
            _orphan = 0;
        }
        if (orphan != 0) ReturnLease(orphan);
        LeaveScope();
    }

    private void ReturnLease(ulong lease) => _services.Peers.Send(_services.Node, new LeaseReturn(lease, Reusable: true));

    private void WaitFor(ValueTask running)
    {
        var awaiter = running.ConfigureAwait(false).GetAwaiter();
        _ended.Reset();
        awaiter.UnsafeOnCompleted(_signalEnded);
        _ended.Wait();
        awaiter.GetResult();
    }

    /// <summary>The scope flows with this thread's execution context: set once, not for every task.</summary>
    private void EnterScope()
    {
        if (_clean is not null) return;
        WaitScope.Current = Scope;
        RuntimeScope.Enter(_services.Runtime);
        _clean = ExecutionContext.Capture();
    }

    /// <summary>What a task left in the thread's context does not reach the next one.</summary>
    private void LeaveScope()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), _clean)) ExecutionContext.Restore(_clean!);
    }
}
