using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.Placement;
using RaySharp.Scheduling;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>What the submitter has done for it. Under the owner's lock.</summary>
internal sealed partial class Owner
{
    void ITaskEffects.Push(Lease lease, PendingTask task)
    {
        var record = (TaskRecord)task;
        ref var header = ref record.Header;
        header.Handle = record.Handle;
        header.Attempt = record.Attempt;
        header.Lease = lease.Id;
        byte[] frame = record.Rare is { CarriesAny: true } rare ? WithBag(record, rare, lease.Process) : record.Frame;
        ((Outlet?)lease.Outlet)?.Send(frame, default, defer: true);
        if (_isTicking || lease.InFlight < 2) return;
        _isTicking = true;
        _ticks.Change(_tick, Timeout.InfiniteTimeSpan);
    }

    void ITaskEffects.Flush(Lease lease)
    {
        if (lease.Outlet is not Outlet outlet) return;
        if (_isAnswering) _unflushed.Add(outlet);
        else outlet.FlushSoon();
    }

    void ITaskEffects.RequestLease(SchedulingKey key, ulong request, PendingTask first)
    {
        var spec = (LeaseSpec)key.Spec;
        Ask(_routes.Begin(request, spec, spec.Strategy.IsDefault ? Locality.PreferredNode((TaskRecord)first) : 0));
    }

    void ITaskEffects.CancelRequest(ulong request)
    {
        if (_routes.Cancel(request) is { } route) _peers.Send(ProcessId.HostOf(route.Node), new LeaseRequestCancel(route.Number, IsForHead: false));
    }

    void ITaskEffects.ReturnLease(Lease lease) => ReturnLease(lease.Id, isReusable: true);

    void ITaskEffects.TakeBack(Lease lease) => _peers.Send(lease.Process, new TakeBack(lease.Id));

    void ITaskEffects.CancelRemote(Lease lease, PendingTask task)
    {
        var record = (TaskRecord)task;
        _peers.Send(lease.Process, new TaskCancel(0, record.Handle, record.Attempt, record.Rare!.CancelForce, record.Rare.CancelRecursive));
    }

    void ITaskEffects.Delay(PendingTask task, TimeSpan delay) => _delayed.Add(task, delay);

    void ITaskEffects.Fail(PendingTask task, TaskEnd cause, object? detail)
    {
        var record = (TaskRecord)task;
        _delayed.Remove(task);
        _ended.Add((record, cause switch
        {
            TaskEnd.Cancelled => Cancelled(record),
            TaskEnd.WorkerCrashed => Crashed(record, (ProcessFate)detail!),
            TaskEnd.OutOfMemory => new RemoteFailure(FailureKind.OutOfMemory, record.Name, $"'{record.Name}' (attempt {record.Attempt}) was ended with its process, and no retry was left (MaxMemoryRetries; none where MaxRetries is 0). {detail}"),
            _ => new RemoteFailure(FailureKind.Unschedulable, record.Name, $"'{record.Name}' cannot run: {detail}"),
        }));
    }

    SchedulingKey ITaskEffects.MakeQuarantine(SchedulingKey key) => _keys.Alone(key);

    private void AskAgain(IReadOnlyList<LeaseRoute> routes)
    {
        if (_closed is not null) return;
        foreach (var route in routes) Ask(route);
    }

    private void Ask(LeaseRoute route) => _peers.Send(ProcessId.HostOf(route.Node), new Messages.LeaseRequest(route.Number, route.Spec, route.Hops, route.Doubt, IsForHead: false));

    private void ReturnLease(ulong lease, bool isReusable) => _peers.Send(LeaseId.HostOf(lease), new LeaseReturn(lease, isReusable));

    /// <summary>References that travel are kept alive by a bag of their own for every attempt.</summary>
    private byte[] WithBag(TaskRecord record, TaskExtras rare, ProcessId receiver)
    {
        var ids = rare.CarriedIds;
        rare.Bag = Objects.OpenBag(receiver, ids);
        return TaskFrames.WithBag(record.Frame, rare.Bag, ids);
    }

    private static RemoteFailure Cancelled(TaskRecord record) => new(FailureKind.Cancelled, record.Name, $"'{record.Name}' was cancelled.");

    private static RemoteFailure Crashed(TaskRecord record, ProcessFate fate) =>
        new(fate.LostNode == 0 ? FailureKind.WorkerCrashed : FailureKind.NodeDied, record.Name, $"'{record.Name}' (attempt {record.Attempt}) was lost with its process, and no retry was left (MaxRetries). {fate}")
        {
            ExitCode = fate.ExitCode,
            Signal = fate.Signal,
            LastErrorLines = fate.LastErrorLines,
        };
}
