namespace RaySharp.Ownership;

/// <summary>What the submitter has done for it. None of these may call back into the submitter.</summary>
internal interface ITaskEffects
{
    /// <summary>Send the task to its lease's slot; <see cref="PendingTask.Attempt"/> was just raised.</summary>
    void Push(Lease lease, PendingTask task);

    /// <summary>All pushes of this event are made: let the workers know.</summary>
    void Flush(Lease lease);

    /// <summary>Ask for a slot; <paramref name="first"/> is what it would run first.</summary>
    void RequestLease(SchedulingKey key, ulong request, PendingTask first);

    void CancelRequest(ulong request);

    void ReturnLease(Lease lease);

    /// <summary>Ask the slot to give back what it has not started.</summary>
    void TakeBack(Lease lease);

    /// <summary>Ask the worker to cancel a task that it was sent.</summary>
    void CancelRemote(Lease lease, PendingTask task);

    /// <summary>Come back with <see cref="TaskSubmitter.DelayOver"/> after that time.</summary>
    void Delay(PendingTask task, TimeSpan delay);

    /// <summary>The task will not run (again): complete it with the failure that <paramref name="cause"/> describes.</summary>
    void Fail(PendingTask task, TaskEnd cause, object? detail);

    SchedulingKey MakeQuarantine(SchedulingKey key);
}

/// <summary>Why a task ends without having run to its end.</summary>
internal enum TaskEnd
{
    /// <summary>It was cancelled before it started.</summary>
    Cancelled,

    /// <summary>Its worker crashed and no retry was left.</summary>
    WorkerCrashed,

    /// <summary>Its process was ended for it because memory was short, and no retry for that was left.</summary>
    OutOfMemory,

    /// <summary>No node can run it.</summary>
    Unschedulable,
}
