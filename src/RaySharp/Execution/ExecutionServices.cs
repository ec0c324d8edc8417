using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RaySharp.Contracts;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.Objects;
using RaySharp.Ownership;
using RaySharp.Wire;

namespace RaySharp.Execution;

/// <summary>What slots and actors of a process share.</summary>
internal sealed class ExecutionServices(WireEndpoint endpoint, Peers peers, ProcessId node, ObjectService objects, Owner owner, ILogger logger)
{
    private readonly ConcurrentDictionary<(ProcessId Owner, ulong Handle, int Attempt), StreamSink> _streams = new();

    private readonly ConcurrentDictionary<(ProcessId Owner, ulong Handle, int Attempt), bool> _cancelled = new();

    public Peers Peers { get; } = peers;

    /// <summary>What code in a slot uses, unless it names another.</summary>
    public required RayRuntime Runtime { get; init; }

    /// <summary>The GPUs that this process may use.</summary>
    public IReadOnlyList<string> GpuIds { get; init; } = [];

    public ProcessId Node { get; } = node;

    public ProcessId Self => endpoint.Self;

    public ObjectService Objects { get; } = objects;

    public ILogger Logger { get; } = logger;

    public Inbox OpenInbox(string threadName, IFrameHandler handler) => endpoint.OpenInbox(threadName, handler);

    /// <summary>Remembers that a task is to be cancelled, for when it comes to be started.</summary>
    public void Cancelled(ProcessId owner, TaskCancel message) => _cancelled[(owner, message.Handle, message.Attempt)] = true;

    /// <summary>It runs already and was told, or it has ended.</summary>
    public void ForgetCancelled(ProcessId owner, ulong handle, int attempt) => _cancelled.TryRemove((owner, handle, attempt), out _);

    /// <summary>That owner is gone: it sends nothing any more that could be started.</summary>
    public void ForgetCancelled(ProcessId owner)
    {
        foreach (var key in _cancelled.Keys.Where(key => key.Owner == owner)) _cancelled.TryRemove(key, out _);
    }

    /// <summary>Cancellations whose task was not started yet, or whose owner has not said yet that it has ended.</summary>
    public int CancelledCount => _cancelled.Count;

    public bool WasCancelled(ProcessId owner, in PushHeader header) =>
        !_cancelled.IsEmpty && _cancelled.TryRemove((owner, header.Handle, header.Attempt), out _);

    public void CancelChild(TaskRecord child) => owner.Cancel(child, force: false, recursive: true);

    /// <summary>The method that a frame names; where there is none its owner is told.</summary>
    public bool TryFind(Link from, in PushFrame push, [NotNullWhen(true)] out RemoteMethod? method)
    {
        ulong id = push.Header.Method;
        if (MethodRegistry.TryGet(id, out method)) return true;
        SettleUnread(from, push);
        Answers.Failed(from, push.Header, new RemoteFailure(FailureKind.ClusterMismatch, push.Name ?? "", $"The worker was asked for a method with id {id:x16}, but knows none: it runs another version of the program than its caller. Start the program again."), 0);
        return false;
    }

    /// <summary>The references that came with a task or call which will not run are let go.</summary>
    public void SettleUnread(Link from, in PushFrame push)
    {
        if (push.Bag == 0) return;
        Objects.BagArrived(from.Peer, push.Bag, push.Carried!);
        Objects.SettleBag(from, push.Bag);
    }

    public StreamSink OpenStream(Link to, in PushHeader header)
    {
        var sink = new StreamSink(to, header, Objects);
        _streams[(to.Peer, header.Handle, header.Attempt)] = sink;
        return sink;
    }

    public void CloseStream(StreamSink sink) => _streams.TryRemove((sink.To.Peer, sink.Header.Handle, sink.Header.Attempt), out _);

    public void Consumed(Link from, StreamConsumed message)
    {
        if (_streams.TryGetValue((from.Peer, message.Handle, message.Attempt), out var sink)) sink.Consumed(message.Count);
    }
}
