namespace RaySharp.Scheduling;

/// <summary>What the scheduler has done for it. None of these may call back into the scheduler.</summary>
internal interface INodeEffects
{
    /// <summary>The slot is the owner's until the lease is returned. Tell the worker before the owner can.</summary>
    void GrantLease(ProcessId owner, ulong request, ulong lease, ProcessId process, int slot, ReadOnlySpan<int> gpus);

    void RefuseLease(ProcessId owner, ulong request, LeaseRefusal cause, string reason);

    /// <summary>Somebody else waits: return the lease as soon as nothing runs on it.</summary>
    void AskBackLease(ProcessId owner, ulong lease);

    /// <summary>Start a process and give it a number; report it ready, failed or lost by that number. A stopped one is reported lost too.</summary>
    ProcessId StartProcess(ProcessKind kind, uint job, string environment, ReadOnlySpan<int> gpus);

    void StopProcess(ProcessId process);

    /// <summary>The task has its CPUs again and may go on.</summary>
    void ResumeTask(ProcessId process, ulong lease, ulong wait);

    /// <summary>The owner is dead: cancel its tasks there, and return each of its leases when its slot is empty.</summary>
    void CancelOwnerTasks(ProcessId process, ProcessId owner);

    /// <summary>Something that a person should know.</summary>
    void Warn(string text);
}
