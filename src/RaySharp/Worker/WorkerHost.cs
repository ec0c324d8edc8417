using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using RaySharp.Contracts;
using RaySharp.Core;
using RaySharp.Execution;
using RaySharp.Failures;
using RaySharp.Logs;
using RaySharp.Messages;
using RaySharp.Runtime;
using RaySharp.Security;
using RaySharp.Wire;

namespace RaySharp.Worker;

/// <summary>A worker: slots that run tasks and actors. In a process of its own, or inside the driver's for debugging.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, Slot> _slots = new();
    private readonly ConcurrentDictionary<(ActorId Id, int Incarnation), ActorHost> _actors = new();
    private readonly ConcurrentDictionary<ulong, int> _lent = new();
    private readonly CoreProcess _core;
    private readonly ExecutionServices _services;
    private readonly UnobservedLog _unobserved;

    public WorkerHost(WireOptions wire, ProcessId head, CoreOptions options, LogLevel leastLevel, NodeIdentity? identity = null, IReadOnlyList<string>? gpuIds = null)
    {
        Logger = new TaskLogger(Logs, leastLevel, TaskLogger.RuntimeCategory);
        _core = new CoreProcess(identity is null ? wire : wire with { Remote = new RemoteOptions { Identity = identity, FindNode = FindAsync } }, head, options, Logger);
        _unobserved = new UnobservedLog(Logger, _core.Unobserved);
        Runtime = new CoreRuntime(_core, () => ValueTask.CompletedTask);
        _services = new ExecutionServices(_core.Endpoint, _core.Peers, _core.Node, _core.Objects, _core.Owner, new TaskLogger(Logs, leastLevel)) { Runtime = Runtime, GpuIds = gpuIds ?? [] };
        var router = _core.Router;
        router.On<OpenSlot>(IsNode, (from, message) => from.Control.Send(new SlotOpened(message.Slot, _slots.GetOrAdd(message.Slot, number => new Slot(number, _services)).Inbox.Id)));
        router.On<ActorCreate>(IsHead, CreateActor);
        router.On<ActorStop>(IsHead, (from, message) => _ = StopActorAsync(from, message));
        router.On<TakeBack>(TakeBack);
        router.On<TaskCancel>(Cancel);
        router.On<TaskCancelOver>(CancelOver);
        router.On<TaskResume>(IsNode, (_, message) => Resume(message));
        router.On<StreamConsumed>(_services.Consumed);
        router.On<LogTaken>(IsNode, (_, message) => Logs.Taken(message.Bytes));
        router.On<LogFilesFull>(IsNode, (_, _) => LogsAreFull?.Invoke());
        router.On<Shutdown>(IsNode, (_, message) => Ended.TrySetResult(message.Reason));
        router.On<CancelOwnerTasks>(IsNode, (_, message) => OrphanLeases(message));
        router.On<SlotLent>(IsNode, (_, message) => Lent(message));
        _core.ProcessGone += (process, _) => _services.ForgetCancelled(process);
        _core.LinkEnded += (link, _) =>
        {
            foreach (var actor in _actors.Values) actor.LinkEnded(link);
            if (link.Peer == _core.Node) NodeLost.TrySetResult();
        };
    }

    public CoreRuntime Runtime { get; }

    /// <summary>What tasks print and log, on its way to the driver.</summary>
    public LogSender Logs { get; } = new();

    /// <summary>Told when native code has filled this process's log files.</summary>
    public Action? LogsAreFull { get; set; }

    /// <summary>For what the runtime itself has to say.</summary>
    public ILogger Logger { get; }

    /// <summary>The actors that live here.</summary>
    public IEnumerable<ActorHost> Actors => _actors.Values;

    /// <summary>Cancellations that wait for their task or call to be started.</summary>
    public int CancelledCount => _services.CancelledCount + _actors.Values.Sum(actor => actor.CancelledCount);

    /// <summary>Ends when the node asks this worker to end.</summary>
    public TaskCompletionSource<string> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the node host is gone.</summary>
    public TaskCompletionSource NodeLost { get; } = new();

    /// <summary>Joins the node and takes tasks from then on.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        var link = await _core.ConnectAsync(_core.Node, cancel).ConfigureAwait(false);
        Logs.Open(frame => link.Control.Send(frame, default, defer: true));
        foreach (var start in MethodRegistry.WorkerStarts)
        {
            using (RuntimeScope.Enter(Runtime)) await start().ConfigureAwait(false);
        }
        link.Control.Send(new WorkerReady(Environment.ProcessId));
    }

    /// <summary>Ends the actors that live here, so that they can dispose of what they hold.</summary>
    public async Task StopActorsAsync()
    {
        foreach (var key in _actors.Keys)
        {
            if (_actors.TryRemove(key, out var host)) await host.StopAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopActorsAsync().ConfigureAwait(false);
        await _core.DisposeAsync().ConfigureAwait(false);
        _unobserved.Dispose();
    }

    private bool IsNode(ProcessId process) => process == _core.Node;

    private bool IsHead(ProcessId process) => process == _core.Head;

    private async ValueTask<EndPoint> FindAsync(uint node, CancellationToken cancel) => await _core.Directory.FindAsync(node, cancel).ConfigureAwait(false);

    private void CreateActor(Link from, ActorCreate message)
    {
        if (_actors.ContainsKey((message.Id, message.Incarnation))) return;
        if (!MethodRegistry.TryGetActor(message.ClassId, out var actorClass))
        {
            var unknown = new RemoteFailure(FailureKind.ClusterMismatch, "", $"This worker knows no actor class with id {message.ClassId:x16}: it runs another version of the program than the actor's creator. Start the program again.");
            from.Control.Send(new ActorCreated(message.Id, message.Incarnation, 0, false, unknown.Encode()));
            return;
        }
        var host = new ActorHost(message, actorClass, _services, answer => from.Control.Send(answer));
        _actors[(message.Id, message.Incarnation)] = host;
        host.Start();
    }

    private async Task StopActorAsync(Link from, ActorStop message)
    {
        if (_actors.TryRemove((message.Id, message.Incarnation), out var host)) await host.StopAsync().ConfigureAwait(false);
        from.Control.Send(new ActorStopped(message.Id, message.Incarnation));
    }

    private void TakeBack(Link from, TakeBack message)
    {
        if (Find(message.Lease) is { } slot) slot.TakeBack(from, message.Lease);
        else from.Control.Send(new TasksGivenBack(message.Lease, Stalled: false, [], []));
    }

    private void Lent(SlotLent message)
    {
        foreach (var (lease, slot) in _lent)
        {
            if (slot == message.Slot) _lent.TryRemove(lease, out _);
        }
        _lent[message.Lease] = message.Slot;
    }

    private Slot? Find(ulong lease) => _lent.TryGetValue(lease, out int number) ? _slots.GetValueOrDefault(number) : null;

    private void Cancel(Link from, TaskCancel message)
    {
        if (message.Inbox != 0)
        {
            FindActor(message.Inbox)?.Cancel(from.Peer, message);
            return;
        }
        _services.Cancelled(from.Peer, message);
        if (!_slots.Values.Any(slot => slot.Cancel(from.Peer, message))) return;
        if (message.Force) Platform.Signals.Send(Environment.ProcessId, Platform.Signals.Kill);     // never for a task that has ended: by now another's may run here
        _services.ForgetCancelled(from.Peer, message.Handle, message.Attempt);
    }

    private void CancelOver(Link from, TaskCancelOver message)
    {
        if (message.Inbox != 0) FindActor(message.Inbox)?.CancelOver(from.Peer, message.Handle);
        else _services.ForgetCancelled(from.Peer, message.Handle, message.Attempt);
    }

    private ActorHost? FindActor(uint inbox) => _actors.Values.FirstOrDefault(actor => actor.InboxId == inbox);

    private void Resume(TaskResume message)
    {
        Find(message.Lease)?.Scope.Resume(message.Wait);
        foreach (var actor in _actors.Values)
        {
            if (actor.Lease == message.Lease) actor.Resume(message.Wait);
        }
    }

    private void OrphanLeases(CancelOwnerTasks message)
    {
        foreach (ulong lease in message.Leases)
        {
            if (Find(lease) is { } slot) slot.Orphan(lease);
            else _core.Peers.Send(_core.Node, new LeaseReturn(lease, Reusable: true));
        }
    }
}
