using System.Diagnostics;
using RaySharp.Codecs;
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
    private readonly Lock _lock = new();
    private readonly HashSet<(ulong Handle, int Attempt)> _cancelled = [];
    private readonly ReturnWriter _returns = new();
    private readonly ManualResetEventSlim _ended = new(false, spinCount: 10);
    private readonly Action _signalEnded;
    private ExecutionContext? _clean;
    private ReferenceBag _bag = new();
    private Link? _unflushed;

    public Slot(int number, ExecutionServices services)
    {
        Number = number;
        _services = services;
        _signalEnded = _ended.Set;
        _returns.Writer.Context = _bag;
        Scope = new SlotScope(services.Peers, services.Node, services.Self, services.Logger, GiveBack);
        Inbox = services.OpenInbox($"ray-slot-{number}", this);
    }

    public int Number { get; }

    public Inbox Inbox { get; }

    public SlotScope Scope { get; }

    /// <summary>Cancels a task that runs here, or that is still to be started.</summary>
    public void Cancel(TaskCancel message)
    {
        lock (_lock) _cancelled.Add((message.Handle, message.Attempt));
        Scope.TryCancel(message.Handle, message.Attempt, message.Recursive, child => _services.CancelChild(child));
    }

    /// <summary>Gives back what was not started. From any thread while a task runs here.</summary>
    public void GiveBack()
    {
        var unstarted = new UnstartedTasks();
        Inbox.Drain(unstarted);
        unstarted.SendBack(stalled: true);
    }

    /// <summary>The same, because the owner asked.</summary>
    public void TakeBack(Link asker, ulong lease)
    {
        var unstarted = new UnstartedTasks();
        Inbox.Drain(unstarted);
        unstarted.SendBack(Scope.IsBusy, asker, lease);
    }

    public void OnFrame(Link from, ReadOnlySpan<byte> frame)
    {
        EnterScope();
        if (_unflushed is { } previous && previous != from) previous.Control.Flush();
        _unflushed = from;
        var push = PushFrame.Parse(frame);
        if (!_services.TryFind(from, push.Header, out var method)) return;
        if (_cancelled.Count > 0 && WasCancelled(push.Header))
        {
            Answers.Cancelled(from, push.Header, 0);
            return;
        }
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
        Scope.Begin(push.Header, from.Peer, name);
        long start = Stopwatch.GetTimestamp();
        try
        {
            if (push.Bag != 0) _services.Objects.BagArrived(from.Peer, push.Bag, push.Carried!);
            push.Resolve(_services.Objects, Scope.Cancellation);
            start = Stopwatch.GetTimestamp();
            _returns.Reset(push.Header.Returns);
            CodecReader reader = new(push.Arguments, _services.Objects);
            var sink = method.IsStream ? _services.OpenStream(from, push.Header) : null;
            var running = method.InvokeAsync(null, ref reader, _returns, sink, Scope.Cancellation);
            if (!running.IsCompleted) WaitFor(running);
            else running.GetAwaiter().GetResult();
            if (sink is not null) _services.CloseStream(sink);
            ulong bag = _bag.IsEmpty ? 0 : _services.Objects.OpenBag(from.Peer, [.. _bag.Ids]);
            if (push.Bag != 0) _services.Objects.SettleBag(from, push.Bag);
            Answers.Succeeded(from, push.Header, _returns, Nanos(start), bag);
            push.Bag = 0;
        }
        catch (OperationCanceledException) when (Scope.Cancellation.IsCancellationRequested)
        {
            Answers.Cancelled(from, push.Header, Nanos(start));
        }
        catch (Exception thrown)
        {
            Answers.Failed(from, push.Header, RemoteFailure.Of(thrown, name), Nanos(start));
        }
        if (push.Bag != 0) _services.Objects.SettleBag(from, push.Bag);
        if (!_bag.IsEmpty) _returns.Writer.Context = _bag = new ReferenceBag();
        Scope.End();
        LeaveScope();
    }

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

    private bool WasCancelled(in PushHeader header)
    {
        lock (_lock) return _cancelled.Remove((header.Handle, header.Attempt));
    }

    private static uint Nanos(long start) => (uint)Math.Min(uint.MaxValue, Stopwatch.GetElapsedTime(start).Ticks * 100);
}
