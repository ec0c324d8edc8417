using Microsoft.Extensions.Logging;
using RaySharp.MemoryPressure;
using RaySharp.Scheduling;

namespace RaySharp.Node;

/// <summary>(4): what the <see cref="MemoryMonitor"/> sees of the worker processes, and has done to them.</summary>
internal sealed partial class NodeService
{
    /// <summary>All worker processes that have not ended, with their leases. How much memory they have is left open.</summary>
    public ProcessLoad[] Loads()
    {
        lock (_lock)
        {
            var leases = _scheduler.Leases.Where(static lease => lease.State != LeaseState.Starting).ToLookup(static lease => lease.Process!.Id, Load);
            return [.. _workers.Values.Where(static worker => worker is { Process: not null, Fate: null }).Select(worker => new ProcessLoad(worker.Id, worker.Process!.Pid, 0, [.. leases[worker.Id]]))];
        }
    }

    /// <summary>Owners give back what they only keep: leases on which nothing runs.</summary>
    public void AskBackIdle() => Decide(_scheduler.AskBackAll);

    /// <summary>Ends a process; its fate says why.</summary>
    public void EndForMemory(MemoryVictim victim) => Decide(() =>
    {
        if (!_workers.TryGetValue(victim.Process, out var worker) || worker.Fate is not null) return;
        worker.EndedForMemory = victim;
        _core.Logger.LogWarning("{Reason}", victim.Reason);
        worker.Process?.Kill();
    });

    private static TaskLoad Load(NodeLease lease) =>
        new($"{(lease.Spec.IsActor ? "the actor" : "the task")} on lease {LeaseId.Text(lease.Id)}", lease.Owner, lease.Spec.MayBeRepeated, lease.Id);
}
