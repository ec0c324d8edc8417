using RaySharp.Contracts;

namespace RaySharp.Ownership;

/// <summary>Where a task stands, as its owner sees it.</summary>
internal enum TaskState
{
    /// <summary>Waits for a lease.</summary>
    Queued,

    /// <summary>Sent to a worker, not answered.</summary>
    Pushed,

    /// <summary>Waits for its time to be run again: memory was short.</summary>
    Delayed,

    /// <summary>Has its one result.</summary>
    Finished,
}

/// <summary>A task that its owner has not finished: what the submitter must know of it.</summary>
internal class PendingTask
{
    public required SchedulingKey Key { get; set; }

    public required MethodProfile Profile { get; init; }

    /// <summary>How often it may still be run again; negative: for ever.</summary>
    public int RetriesLeft { get; set; }

    /// <summary>How often it may still be run again after its process was ended because memory was short; negative: for ever.</summary>
    public int MemoryRetriesLeft { get; set; }

    /// <summary>How often its process was ended for it because memory was short.</summary>
    public int MemoryEnds { get; set; }

    /// <summary>How often it was sent; a reply to an earlier attempt is stale.</summary>
    public int Attempt { get; set; }

    /// <summary>Crashes of shared processes in which it was the running task of its slot.</summary>
    public int SharedCrashes { get; set; }

    public TaskState State { get; set; }

    public bool CancelRequested { get; set; }

    public Lease? Lease { get; set; }

    /// <summary>What it was estimated to take when it was sent.</summary>
    public long EstimatedNanos { get; set; }

    // Links of the lease's list of sent tasks, in the order they were sent.
    public PendingTask? Previous { get; set; }

    public PendingTask? Next { get; set; }
}
