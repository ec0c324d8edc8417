using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>What must hold after each step, when all is done, and at the end.</summary>
internal sealed class Auditor(SimulatedCluster cluster)
{
    private NodeScheduler Scheduler => cluster.Node.Scheduler;

    public void EachStep()
    {
        long cpus = Scheduler.FreeCpus;
        long forLife = 0;
        foreach (var lease in Scheduler.Leases)
        {
            cpus += lease.Holding.Cpus;
            forLife += lease.LifeCpus;
        }
        if (cpus != Scheduler.Total.Cpus) throw new SimulationFailure($"{cpus} units of CPU are free or lent; the node has {Scheduler.Total.Cpus}.");
        if (Scheduler.FreeCpus < -forLife) throw new SimulationFailure($"{Scheduler.FreeCpus} units of CPU are free; actors hold {forLife} for life.");
    }

    /// <summary>Tasks that run have their CPUs from the node.</summary>
    public void Cpus()
    {
        long running = cluster.Workers.Where(worker => !cluster.Node.IsStopped(worker.Id)).Sum(worker => worker.Tasks.RunningCpus);
        if (running > Scheduler.Total.Cpus) throw new SimulationFailure($"Tasks with {running} units of CPU run; the node has {Scheduler.Total.Cpus}.");
    }

    public void AllDone()
    {
        foreach (var owner in cluster.Owners)
        {
            if (owner.Pending.Count > 0)
                throw new SimulationFailure($"Nothing moves, and owner {owner.Id} waits for {string.Join(", ", owner.Pending.Select(task => $"{task} ({task.State}, {task.Plan.Need.Resources})"))}. {Node()}");
            if (owner.Actors.PendingCount > 0) throw new SimulationFailure($"Nothing moves, and owner {owner.Id} waits for {owner.Actors.DescribePending()}. {Node()}");
            if (owner.RequestCount > 0) throw new SimulationFailure($"Owner {owner.Id} has no work and {owner.RequestCount} open lease requests.");
        }
        foreach (var actor in cluster.Node.Head.OutlivedOwner()) throw new SimulationFailure($"{actor} outlived its owner.");
        if (Scheduler.QueuedRequests > 0) throw new SimulationFailure($"All tasks are done, and the node has requests. {Node()}");
        if (Scheduler.WaitingTasks > 0) throw new SimulationFailure($"All tasks are done, and the node believes that {Scheduler.WaitingTasks} wait.");
    }

    public void NothingLeft()
    {
        var directory = cluster.Node.Head.Directory;
        if (Scheduler.Leases.Count > 0) throw new SimulationFailure($"Leases are left. {Node()}");
        if (!Scheduler.Free.Equals(Scheduler.Total)) throw new SimulationFailure($"{Scheduler.Free} are free at the end, the node has {Scheduler.Total}.");
        if (Scheduler.ProcessCount != cluster.Workers.Count()) throw new SimulationFailure($"The node knows of {Scheduler.ProcessCount} processes, {cluster.Workers.Count()} live.");
        if (cluster.Workers.Count() > cluster.Plan.SharedProcesses + 8) throw new SimulationFailure($"{cluster.Workers.Count()} processes are left.");
        if (directory.LivingCount + directory.NameCount + directory.StoppingCount > 0)
            throw new SimulationFailure($"{directory.LivingCount} actors, {directory.NameCount} names, {directory.StoppingCount} actors to be stopped are left.");
        foreach (var worker in cluster.Workers)
        {
            if (worker.Slots.Any() || worker.Actors.Count > 0) throw new SimulationFailure($"Worker {worker.Id} has {worker.Slots.Count()} slots and {worker.Actors.Count} actors at the end.");
        }
    }

    private string Node() => $"The node has {Scheduler.QueuedRequests} requests, {Scheduler.Free} free, leases: "
        + string.Join(", ", Scheduler.Leases.Select(lease => $"#{lease.Id} {lease.State} of {lease.Owner} on {lease.Process?.Id} with {lease.Spec.Resources}{(lease.IsAskedBack ? " asked back" : "")}"));
}
