namespace RaySharp.Ownership;

/// <summary>A worker slot lent to this owner for tasks of one scheduling key.</summary>
internal sealed class Lease(ulong id, ProcessId process, SchedulingKey key)
{
    public ulong Id { get; } = id;

    public ProcessId Process { get; } = process;

    public SchedulingKey Key { get; } = key;

    /// <summary>What the shell sends by; of no interest to the submitter.</summary>
    public object? Outlet { get; set; }

    public int InFlight { get; private set; }

    public long InFlightNanos { get; private set; }

    /// <summary>The task that runs, if any runs: a slot starts what it was sent in order.</summary>
    public PendingTask? Oldest { get; private set; }

    public PendingTask? Newest { get; private set; }

    /// <summary>Its running task waits or takes long and gave the others back: nothing more is sent until it answers.</summary>
    public bool IsStalled { get; set; }

    /// <summary>The node wants it back.</summary>
    public bool IsAskedBack { get; set; }

    public bool IsTakingBack { get; set; }

    public bool IsGone { get; set; }

    /// <summary>Whether it answered since the submitter looked last.</summary>
    public bool HasAnswered { get; set; }

    public void Add(PendingTask task)
    {
        task.Lease = this;
        task.Previous = Newest;
        task.Next = null;
        if (Newest is null) Oldest = task;
        else Newest.Next = task;
        Newest = task;
        InFlight++;
        InFlightNanos += task.EstimatedNanos;
    }

    public void Remove(PendingTask task)
    {
        if (task.Previous is null) Oldest = task.Next;
        else task.Previous.Next = task.Next;
        if (task.Next is null) Newest = task.Previous;
        else task.Next.Previous = task.Previous;
        task.Previous = task.Next = null;
        task.Lease = null;
        InFlight--;
        InFlightNanos -= task.EstimatedNanos;
    }
}
