namespace RaySharp.Ownership;

/// <summary>What becomes of tasks whose process is lost.</summary>
internal sealed partial class TaskSubmitter
{
    /// <summary>(7) A process is gone, with all slots lent there.</summary>
    /// <param name="process">Which.</param>
    /// <param name="detail">How it ended.</param>
    /// <param name="endedForMemory">The lease for which it was ended because memory was short; 0: it crashed.</param>
    public void ProcessLost(ProcessId process, object detail, ulong endedForMemory = 0)
    {
        _lost.Add(process);
        Lease[] lost = [.. _leases.Values.Where(lease => lease.Process == process).OrderBy(lease => lease.Id)];
        foreach (var lease in lost) Drop(lease);    // all, before a task of one is sent to another
        foreach (var lease in lost) RequeueAll(lease, detail, endedForMemory);
        foreach (var lease in lost) Refill(lease.Key);
    }

    /// <summary>(7) A task has waited for its time to be run again.</summary>
    public void DelayOver(PendingTask task)
    {
        if (task.State != TaskState.Delayed) return;
        Requeue(task);
        Refill(task.Key);
    }

    private void RequeueAll(Lease lease, object detail, ulong endedForMemory)
    {
        bool isFirst = true;
        List<PendingTask> again = [];
        while (lease.Oldest is { } task)
        {
            lease.Remove(task);
            if (task.CancelRequested) End(task, TaskEnd.Cancelled, null);
            else if (!isFirst || (endedForMemory == 0 ? MayRunAgain(task, lease) : MayRunAgainForMemory(task, lease, endedForMemory))) again.Add(task);
            else End(task, endedForMemory == 0 ? TaskEnd.WorkerCrashed : TaskEnd.OutOfMemory, detail);
            isFirst = false;
        }
        for (int i = again.Count - 1; i >= 0; i--)
        {
            if (again[i].State != TaskState.Delayed) Requeue(again[i]);
        }
        foreach (var task in again)
        {
            if (task.Key != lease.Key) Refill(task.Key);    // into quarantine
        }
    }

    /// <summary>A crash in company proves nothing against one task: it is charged only when it ran alone, and after two crashes it does.</summary>
    private bool MayRunAgain(PendingTask task, Lease lease)
    {
        if (lease.Key.RunsAlone)
        {
            if (task.RetriesLeft == 0) return false;
            Charge(task);
            return true;
        }
        if (++task.SharedCrashes >= CrashesBeforeQuarantine) task.Key = task.Key.Quarantine ??= effects.MakeQuarantine(task.Key);
        return true;
    }

    /// <summary>The node chose one lease: its task is charged, of a budget apart from that for crashes, and nobody else.</summary>
    private bool MayRunAgainForMemory(PendingTask task, Lease lease, ulong endedForMemory)
    {
        if (lease.Id != endedForMemory) return true;
        if (task.MemoryRetriesLeft == 0) return false;
        if (task.MemoryRetriesLeft > 0) task.MemoryRetriesLeft--;
        var delay = memoryRetries.DelayAfter(++task.MemoryEnds);
        if (delay > TimeSpan.Zero)
        {
            task.State = TaskState.Delayed;
            effects.Delay(task, delay);
        }
        return true;
    }

    private static void Charge(PendingTask task)
    {
        if (task.RetriesLeft > 0) task.RetriesLeft--;
    }

    private void End(PendingTask task, TaskEnd cause, object? detail)
    {
        if (task.State == TaskState.Finished) return;
        task.State = TaskState.Finished;
        effects.Fail(task, cause, detail);
    }
}
