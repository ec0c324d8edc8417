using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RaySharp.Core;
using RaySharp.Messages;
using RaySharp.Placement;
using RaySharp.Scheduling;
using RaySharp.Wire;

namespace RaySharp.Node;

/// <summary>The node: lends worker slots and keeps the worker processes. The shell around <see cref="NodeScheduler"/>; Ray's raylet.</summary>
/// <remarks>
/// (1) An owner asks for a lease: here, or it is sent to another node. (2) The scheduler grants a slot; where the worker has not opened it yet, it is asked to, and the grant waits.
/// (3) A worker that ended is told to the scheduler and to all processes once its last frames are read and its fate is known.
/// (4) When memory is short, the monitor has one ended.
/// </remarks>
internal sealed partial class NodeService : IPlacementEffects
{
    /// <summary>A process that no task or actor used for so long ends before it was idle twice as long.</summary>
    public static readonly TimeSpan IdleInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly CoreProcess _core;
    private readonly IWorkerLauncher _launcher;
    private readonly NodeScheduler _scheduler;
    private readonly ClusterView _view;
    private readonly LeaseRouter _router;
    private readonly Dictionary<ProcessId, NodeWorker> _workers = [];
    private readonly TimeSpan _startTimeout;
    private readonly TimeSpan _stopTimeout;
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstSettled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<ProcessId, uint> _jobs = new();
    private readonly ITimer _idleTimer;
    private ulong _lastProcess;
    private bool _isShutDown;

    public NodeService(CoreProcess core, IWorkerLauncher launcher, NodeSchedulerOptions options, TimeSpan startTimeout, TimeSpan stopTimeout, TimeProvider? clock = null)
    {
        _core = core;
        _launcher = launcher;
        _startTimeout = startTimeout;
        _stopTimeout = stopTimeout;
        _lastProcess = core.Self.Value;
        _scheduler = new NodeScheduler(this, options with { Node = core.Self.Node });
        _view = new ClusterView(core.Self.Node, _scheduler);
        _router = new LeaseRouter(this, _scheduler, _view, new PlacementPolicy(new Random()));
        _reportTimer = (clock ?? TimeProvider.System).CreateTimer(static node => ((NodeService)node!).Report(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _idleTimer = (clock ?? TimeProvider.System).CreateTimer(static node => ((NodeService)node!).EndIdleProcesses(), this, IdleInterval, IdleInterval);
        var router = core.Router;
        router.On<Messages.LeaseRequest>((from, message) => Decide(() =>
        {
            if (_jobs.TryGetValue(from.Peer, out uint job) && message.Spec.Job != job) throw new ClusterMismatchException($"Process {from.Peer}, of job {job}, asked for a lease of job {message.Spec.Job}. Are both of one version?");
            _router.LeaseRequested(AskerOf(from, message.IsForHead), message.Number, message.Spec, message.Hops, message.Doubt);
        }));
        router.On<LeaseRequestCancel>((from, message) => Decide(() => _router.LeaseRequestCancelled(AskerOf(from, message.IsForHead), message.Number)));
        router.On<LeaseReturn>((from, message) => Decide(() =>
        {
            if (IsOwnerOf(message.Lease, from) || IsHolderOf(message.Lease, from)) _scheduler.LeaseReturned(message.Lease, message.Reusable);
        }));
        router.On<TaskBlocked>((from, message) => Decide(() =>
        {
            if (IsHolderOf(message.Lease, from)) _scheduler.TaskBlocked(message.Lease, message.Wait);
        }));
        router.On<TaskUnblocked>((from, message) => Decide(() =>
        {
            if (IsHolderOf(message.Lease, from)) _scheduler.TaskUnblocked(message.Lease, message.Wait);
        }));
        router.On<WorkerReady>((from, message) => Decide(() => Ready(from.Peer)));
        router.On<SlotOpened>((from, message) => Decide(() => SlotOpened(from.Peer, message.Slot, message.Inbox)));
        ListenToHead();
        core.LinkBegan += link => Decide(() => LinkChanged(link.Peer, isUp: true));
        core.LinkEnded += (link, _) => Decide(() => LinkChanged(link.Peer, isUp: false));
    }

    /// <summary>Ends when the first process is ready to work, or there will be none.</summary>
    public Task FirstReady => _firstSettled.Task;

    /// <summary>Whether somebody works, or waits for leave to.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock) return _scheduler.QueuedRequests > 0 || _scheduler.Leases.Count > 0;
        }
    }

    public ResourceSet Total => _scheduler.Total;

    /// <summary>Processes that are starting or running, with their numbers on this machine.</summary>
    public IReadOnlyList<int> Pids
    {
        get
        {
            lock (_lock) return [.. _workers.Values.Where(worker => worker.Process is not null).Select(worker => worker.Process!.Pid)];
        }
    }


    /// <summary>The job of a worker process of this node.</summary>
    public uint JobOf(ProcessId process) => _jobs.GetValueOrDefault(process);

    public void Start() => Decide(_scheduler.Start);

    /// <summary>Asks all workers to end, kills those that do not in time, and ends when none is left.</summary>
    public async Task ShutDownAsync()
    {
        lock (_lock)
        {
            _isShutDown = true;
            _isReporting = false;
            _reportTimer.Dispose();
            _idleTimer.Dispose();
            _firstSettled.TrySetResult();
            foreach (var worker in _workers.Values) End(worker);
            if (_workers.Count == 0) _allEnded.TrySetResult();
        }
        await _allEnded.Task.ConfigureAwait(false);
    }

    void INodeEffects.GrantLease(ProcessId owner, ulong request, ulong lease, ProcessId process, int slot, ReadOnlySpan<int> gpus)
    {
        if (owner == HeadOwner)
        {
            GrantToHead(request, lease, process);
            return;
        }
        var worker = _workers[process];
        _core.Peers.Send(process, new SlotLent(slot, lease));
        if (worker.Slots.TryGetValue(slot, out uint inbox)) _core.Peers.Send(owner, new LeaseGrant(request, lease, process, inbox));
        else if (worker.WaitingGrants.TryGetValue(slot, out var waiting)) waiting.Add(new WaitingGrant(owner, request, lease, IsAskedBack: false));
        else
        {
            worker.WaitingGrants.Add(slot, [new WaitingGrant(owner, request, lease, IsAskedBack: false)]);
            _core.Peers.Send(process, new OpenSlot(slot));
        }
    }

    void INodeEffects.RefuseLease(ProcessId owner, ulong request, LeaseRefusal cause, string reason)
    {
        if (owner == HeadOwner) RefuseToHead(request, reason);
        else _core.Peers.Send(owner, new LeaseRefuse(request, cause == LeaseRefusal.Infeasible, reason));
    }

    void INodeEffects.AskBackLease(ProcessId owner, ulong lease)
    {
        if (owner != HeadOwner && !KeepForGrant(lease)) _core.Peers.Send(owner, new LeaseAskBack(lease));
    }

    ProcessId INodeEffects.StartProcess(ProcessKind kind, ProcessKey key)
    {
        var worker = new NodeWorker(new ProcessId(++_lastProcess));
        _workers.Add(worker.Id, worker);
        _jobs[worker.Id] = key.Job;
        _ = LaunchAsync(worker, key, _workers.Count > 1 ? _firstSettled.Task : Task.CompletedTask);
        return worker.Id;
    }

    void INodeEffects.StopProcess(ProcessId process) => End(_workers[process]);

    void INodeEffects.ResumeTask(ProcessId process, ulong lease, ulong wait) => _core.Peers.Send(process, new TaskResume(lease, wait));

    void INodeEffects.CancelOwnerTasks(ProcessId process, ProcessId owner) => _core.Peers.Send(process,
        new CancelOwnerTasks(owner, [.. _scheduler.Leases.Where(lease => lease.Owner == owner && lease.Process?.Id == process).Select(lease => lease.Id)]));

    void INodeEffects.Warn(string text) => _core.Logger.LogWarning("{Warning}", text);

    private bool IsOwnerOf(ulong lease, Link from) => _scheduler.Find(lease) is { Owner: var owner } && (owner == from.Peer || (owner == HeadOwner && IsHead(from.Peer)));

    /// <summary>Whether it is the worker that the lease lends a slot of.</summary>
    private bool IsHolderOf(ulong lease, Link from) => _scheduler.Find(lease)?.Process?.Id == from.Peer;

    private void EndIdleProcesses() => Decide(() =>
    {
        if (!_isShutDown) _scheduler.EndIdleProcesses();
    });

    private void Decide(Action decide)
    {
        lock (_lock)
        {
            decide();
            if (_isReporting) ReportSoon();
        }
    }

    /// <summary>The others wait until the first is ready: starting all at once would delay the first result.</summary>
    private async Task LaunchAsync(NodeWorker worker, ProcessKey key, Task turn)
    {
        await turn.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);   // called by the scheduler: its next event must come after
        IWorkerProcess process;
        try
        {
            process = await _launcher.StartAsync(worker.Id, key).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Decide(() =>
            {
                _workers.Remove(worker.Id);
                _jobs.TryRemove(worker.Id, out _);
                _firstSettled.TrySetResult();
                if (!_isShutDown) _scheduler.ProcessStartFailed(worker.Id, fault.Message);
                else if (_workers.Count == 0) _allEnded.TrySetResult();
            });
            return;
        }
        Decide(() =>
        {
            worker.Process = process;
            if (worker.IsStopping) process.Kill();
            else if (!worker.IsReady) worker.StartDeadline = TimeProvider.System.CreateTimer(_ => StartTookTooLong(worker), null, _startTimeout, Timeout.InfiniteTimeSpan);
        });
        var fate = await process.Ended.ConfigureAwait(false);
        Decide(() =>
        {
            worker.Fate = fate;
            Settle(worker);
        });
    }

    private void StartTookTooLong(NodeWorker worker) => Decide(() =>
    {
        if (worker.IsReady || worker.Fate is not null) return;
        worker.StartFailure = $"it was not ready after {_startTimeout.TotalSeconds:0.#} s (RayOptions.WorkerStartTimeout)";
        worker.Process?.Kill();
    });

    private void StopTookTooLong(NodeWorker worker) => Decide(() =>
    {
        if (worker.Fate is not null || worker.Process is not { } process || process.Kill()) return;
        _core.Logger.LogWarning("Worker {Worker} runs in this program (RayOptions.InProcess), and what it runs has not ended after {Seconds:0.#} s (RayOptions.ShutdownTimeout). No thread can be killed: its end is waited for.", worker.Id, _stopTimeout.TotalSeconds);
    });

    private void Ready(ProcessId process)
    {
        if (!_workers.TryGetValue(process, out var worker)) return;
        worker.IsReady = true;
        _firstSettled.TrySetResult();
        worker.StartDeadline?.Dispose();
        _scheduler.ProcessReady(process);
    }

    private void SlotOpened(ProcessId process, int slot, uint inbox)
    {
        if (!_workers.TryGetValue(process, out var worker)) return;
        worker.Slots[slot] = inbox;
        if (!worker.WaitingGrants.Remove(slot, out var waiting)) return;
        foreach (var grant in waiting) SendGrant(grant, process, inbox);
    }

    private void SendGrant(in WaitingGrant grant, ProcessId process, uint inbox)
    {
        _core.Peers.Send(grant.Owner, new LeaseGrant(grant.Request, grant.Lease, process, inbox));
        if (grant.IsAskedBack) _core.Peers.Send(grant.Owner, new LeaseAskBack(grant.Lease));
    }

    /// <summary>A lease whose grant waits for its slot is asked back after the grant, never before it.</summary>
    private bool KeepForGrant(ulong lease)
    {
        foreach (var waiting in _workers.Values.SelectMany(worker => worker.WaitingGrants.Values))
        {
            int index = waiting.FindIndex(grant => grant.Lease == lease);
            if (index < 0) continue;
            waiting[index] = waiting[index] with { IsAskedBack = true };
            return true;
        }
        return false;
    }

    private void LinkChanged(ProcessId process, bool isUp)
    {
        if (!_workers.TryGetValue(process, out var worker)) return;
        if (isUp) worker.LinkWasUp = true;
        else
        {
            worker.LinkIsDown = true;
            worker.Process?.Kill();     // a worker that lost its node must not go on
            Settle(worker);
        }
    }

    /// <summary>(3) Only when both are known: its last frames count, and its fate is told exactly.</summary>
    private void Settle(NodeWorker worker)
    {
        if (worker.Fate is not { } fate || (worker.LinkWasUp && !worker.LinkIsDown) || !_workers.Remove(worker.Id)) return;
        _jobs.TryRemove(worker.Id, out _);
        _firstSettled.TrySetResult();
        worker.StartDeadline?.Dispose();
        worker.StopDeadline?.Dispose();
        if (worker.StartFailure is { } failure) fate = fate with { Reason = failure };
        if (worker.EndedByHead is { } reason) fate = fate with { Reason = reason };
        if (worker.EndedForMemory is { } victim) fate = fate with { Reason = victim.Reason, EndedForMemory = victim.Task.Lease };
        if (_isShutDown)
        {
            if (_workers.Count == 0) _allEnded.TrySetResult();
            return;
        }
        if (worker.IsReady || worker.IsStopping) _router.ProcessLost(worker.Id);
        else _scheduler.ProcessStartFailed(worker.Id, fate.ToString());
        foreach (var link in _core.Peers.All)
        {
            if (link.Peer != _core.Self) link.Control.Send(new ProcessDied(worker.Id, fate));
        }
        ThreadPool.UnsafeQueueUserWorkItem(_ =>
        {
            _core.ProcessLost(worker.Id, fate);
            foreach (var grant in worker.WaitingGrants.Values.SelectMany(waiting => waiting)) SendGrant(grant, worker.Id, 0);    // its owner knows that it is gone, and asks again
        }, null);
    }

    private void End(NodeWorker worker)
    {
        worker.IsStopping = true;
        if (!worker.LinkWasUp)
        {
            worker.Process?.Kill();
            return;
        }
        _core.Peers.Send(worker.Id, new Shutdown("the node has no more use for it"));
        worker.StopDeadline = TimeProvider.System.CreateTimer(_ => StopTookTooLong(worker), null, _stopTimeout, Timeout.InfiniteTimeSpan);
    }
}
