using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>What must hold after each step, when all is done, and at the end.</summary>
internal sealed class Auditor(SimulatedCluster cluster)
{
    public void EachStep()
    {
        foreach (var node in cluster.Nodes) EachStep(node.Scheduler);
    }

    private static void EachStep(NodeScheduler scheduler)
    {
        long cpus = scheduler.FreeCpus;
        long forLife = 0;
        foreach (var lease in scheduler.Leases)
        {
            cpus += lease.Holding.Cpus;
            forLife += lease.LifeCpus;
        }
        Gpus(scheduler);
        if (cpus != scheduler.Total.Cpus) throw new SimulationFailure($"{cpus} units of CPU are free or lent; the node has {scheduler.Total.Cpus}.");
        if (scheduler.FreeCpus < -forLife) throw new SimulationFailure($"{scheduler.FreeCpus} units of CPU are free; actors hold {forLife} for life.");
    }

    /// <summary>No device is lent above its whole, and a lease has as many as it asked for.</summary>
    private static void Gpus(NodeScheduler scheduler)
    {
        Dictionary<int, long> lent = [];
        foreach (var lease in scheduler.Leases)
        {
            long each = Math.Min(lease.Holding.GpuUnits, ResourceSet.One);
            if (lease.Holding.Gpus.Distinct().Count() * each != lease.Spec.Resources.Gpus) throw new SimulationFailure($"Lease {lease.Id} asked for {lease.Spec.Resources} and holds the GPUs {string.Join(' ', lease.Holding.Gpus)}.");
            foreach (int gpu in lease.Holding.Gpus)
            {
                if ((lent[gpu] = lent.GetValueOrDefault(gpu) + each) > ResourceSet.One) throw new SimulationFailure($"{lent[gpu]} units of GPU {gpu} are lent.");
            }
        }
    }

    /// <summary>Tasks that run have their CPUs from the node.</summary>
    public void Cpus(NodeShell node)
    {
        long running = cluster.Workers.Where(worker => worker.Id.Node == node.Number && !node.IsStopped(worker.Id)).Sum(worker => worker.Tasks.RunningCpus);
        if (running > node.Scheduler.Total.Cpus) throw new SimulationFailure($"Tasks with {running} units of CPU run; node {node.Number} has {node.Scheduler.Total.Cpus}.");
    }

    public void AllDone()
    {
        foreach (var owner in cluster.Owners.Where(owner => cluster.Head.Membership.IsMember(owner.Id.Node)))
        {
            if (owner.Pending.Count > 0)
                throw new SimulationFailure($"Nothing moves, and owner {owner.Id} waits for {string.Join(", ", owner.Pending.Select(task => $"{task} ({task.State}, {task.Plan.Need.Resources})"))}, with {owner.DescribeRequests()}. {Nodes()}");
            if (owner.Actors.PendingCount > 0) throw new SimulationFailure($"Nothing moves, and owner {owner.Id} waits for {owner.Actors.DescribePending()}. {Nodes()}");
            if (owner.RequestCount > 0) throw new SimulationFailure($"Owner {owner.Id} has no work and {owner.RequestCount} open lease requests.");
        }
        foreach (var owner in cluster.Owners.Where(owner => cluster.Head.Membership.IsMember(owner.Id.Node))) ObjectsAtRest(owner);
        foreach (var node in cluster.Members) ObjectsAtRest(node);
        JobsOver();
        foreach (var actor in cluster.Head.OutlivedOwner()) throw new SimulationFailure($"{actor} outlived its owner.");
        if (cluster.Head.RequestCount > 0) throw new SimulationFailure($"All tasks are done, and the head has {cluster.Head.RequestCount} open lease requests.");
        foreach (var node in cluster.Members)
        {
            if (node.Scheduler.QueuedRequests + node.Router.ParkedRequests > 0) throw new SimulationFailure($"All tasks are done, and {Describe(node)}");
            if (node.Scheduler.WaitingTasks > 0) throw new SimulationFailure($"All tasks are done, and node {node.Number} believes that {node.Scheduler.WaitingTasks} wait.");
        }
    }

    /// <summary>Nobody waits for an object, nor believes that it is at a node that is lost.</summary>
    private static void ObjectsAtRest(OwnerShell owner)
    {
        foreach (var id in owner.Reader.Waiting) throw new SimulationFailure($"Nothing moves, and {owner.Id} waits for {id}.");
        foreach (var known in owner.Objects.Known)
        {
            if (known.IsBeingRemade) throw new SimulationFailure($"Nothing moves, and {known} is being made again.");
            foreach (uint node in owner.Objects.Copies.NodesOf(known.Id).Where(owner.LostNodes.Contains)) throw new SimulationFailure($"{owner.Id} believes that {known} is at node {node}, of which it knows that it is lost.");
        }
    }

    private static void ObjectsAtRest(NodeShell node)
    {
        var store = node.Objects.Store;
        if (store.PullingBytes + store.WaitingPulls + store.WaitingCount > 0) throw new SimulationFailure($"Nothing moves, and at node {node.Number} {store.PullingBytes} bytes are being pulled, {store.WaitingPulls} pulls and {store.WaitingCount} requests wait.");
        foreach (var stored in store.Objects)
        {
            foreach (var reader in stored.Readers.Where(reader => node.Refuses(reader.Node))) throw new SimulationFailure($"Node {node.Number} keeps {stored.Id} for {reader}, of which it knows that it is lost.");
        }
    }

    /// <summary>Of a driver that is gone nothing goes on but detached actors, and what those run.</summary>
    private void JobsOver()
    {
        foreach (uint job in cluster.EndedJobs)
        {
            if (cluster.Head.HasDetached(job))
            {
                cluster.Coverage.Add("detached actor outlives its driver");
                continue;
            }
            foreach (var node in cluster.Members)
            {
                if (node.OfJob(job) is { Length: > 0 } left) throw new SimulationFailure($"The driver of job {job} is gone, and at node {node.Number} there is {left}.");
            }
        }
    }

    public void NothingLeft()
    {
        JobsOver();
        var directory = cluster.Head.Directory;
        foreach (var node in cluster.Nodes) NothingLeft(node);
        if (directory.LivingCount + directory.NameCount + directory.StoppingCount > 0)
            throw new SimulationFailure($"{directory.LivingCount} actors, {directory.NameCount} names, {directory.StoppingCount} actors to be stopped are left.");
        foreach (var owner in cluster.Owners)
        {
            if (owner.Objects.Left is { } left) throw new SimulationFailure($"Nobody refers to anything, and {owner.Id} keeps {left}.");
        }
        foreach (var worker in cluster.Workers)
        {
            if (worker.Slots.Any() || worker.Actors.Count > 0) throw new SimulationFailure($"Worker {worker.Id} has {worker.Slots.Count()} slots and {worker.Actors.Count} actors at the end.");
        }
    }

    private void NothingLeft(NodeShell node)
    {
        var scheduler = node.Scheduler;
        int workers = cluster.Workers.Count(worker => worker.Id.Node == node.Number);
        var store = node.Objects.Store;
        if (store.ObjectCount > 0 || store.Extents.Any(static extent => extent.LiveBytes > 0))
            throw new SimulationFailure($"Nobody refers to anything, and node {node.Number} keeps {string.Join(", ", store.Objects.Select(static stored => $"{stored.Id}{(stored.IsDeleted ? " (deleted)" : "")}, read by {string.Join(' ', stored.Readers)}"))}.");
        if (scheduler.Leases.Count > 0) throw new SimulationFailure($"Leases are left. {Describe(node)}");
        if (!scheduler.Free.Equals(scheduler.Total)) throw new SimulationFailure($"{scheduler.Free} are free at the end, node {node.Number} has {scheduler.Total}.");
        if (scheduler.ProcessCount != workers) throw new SimulationFailure($"Node {node.Number} knows of {scheduler.ProcessCount} processes, {workers} live.");
        if (workers > (cluster.Plan.SharedProcesses + 8 + 8) * (1 + cluster.Plan.Drivers)) throw new SimulationFailure($"{workers} processes are left at node {node.Number}.");
    }

    private string Nodes() => string.Join(" ", cluster.Nodes.Select(Describe));

    private static string Describe(NodeShell node) => $"node {node.Number} has {node.Scheduler.QueuedRequests} requests ({string.Join(", ", node.Scheduler.Queued.Select(request => $"{request.Spec.Resources} after {request.Hops} hops"))}), {node.Router.ParkedRequests} parked, {node.Scheduler.Free} free, leases: "
        + string.Join(", ", node.Scheduler.Leases.Select(lease => $"#{lease.Id} {lease.State} of {lease.Owner} on {lease.Process?.Id} with {lease.Spec.Resources}{(lease.IsAskedBack ? " asked back" : "")}")) + ".";
}
