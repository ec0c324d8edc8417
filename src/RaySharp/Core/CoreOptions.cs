using RaySharp.Arena;
using RaySharp.Ownership;

namespace RaySharp.Core;

/// <summary>What is the same in all processes of a cluster.</summary>
/// <param name="MaxRequests">Leases that a process asks for at a time, for each kind of task.</param>
/// <param name="MaxPendingArgumentBytes">What large arguments of a process's unfinished tasks and calls may take.</param>
/// <param name="Namespace">The namespace of actor names.</param>
/// <param name="StoreBytes">The capacity of the node's object store.</param>
internal sealed record CoreOptions(int MaxRequests, long MaxPendingArgumentBytes, string Namespace, long StoreBytes)
{
    /// <summary>Whether it is recorded where objects are made.</summary>
    public bool RecordCallSites { get; init; }

    /// <summary>The job that this process is of: the number of its driver's node; 0: that of the program that started the cluster.</summary>
    public uint Job { get; init; }

    /// <summary>So many bytes of what made stored objects a process keeps.</summary>
    public long LineageBytes { get; init; } = LineageKeeper.DefaultBudget;

    /// <summary>How often tasks run again whose process was ended because memory was short; negative: for ever.</summary>
    public int MaxMemoryRetries { get; init; } = MemoryRetries.Default.Most;

    /// <summary>Before such a task runs for the second time.</summary>
    public TimeSpan MemoryRetryDelay { get; init; } = MemoryRetries.Default.FirstDelay;

    public ArenaBudget Arena { get; } = ArenaBudget.OfCapacity(StoreBytes);
}
