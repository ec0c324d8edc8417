using RaySharp.Actors;

namespace RaySharp.Simulation;

/// <summary>Runs actors in the slots of a worker, one call at a time, in the order that the real <see cref="CallOrder{TCall}"/> says.</summary>
internal sealed class ActorHost(SimulatedCluster cluster, WorkerShell worker)
{
    private readonly Dictionary<(ActorId Actor, int Incarnation), Instance> _instances = [];

    public int Count => _instances.Count;

    public void Create(ActorRegistration registration, int incarnation, ulong lease)
    {
        if (registration.Lease.Job != worker.Job) throw new SimulationFailure($"{registration.Id}, of job {registration.Lease.Job}, is created on {worker.Id}, of job {worker.Job}.");
        Instance instance = new(registration.Id, incarnation, worker.FindOrAdd(lease, HeadShell.LeaseOwner));
        if (instance.Slot.HasActor) throw new SimulationFailure($"Two actors in the slot of lease {lease}.");
        instance.Slot.HasActor = true;
        _instances.Add((registration.Id, incarnation), instance);
        cluster.Faults.After(worker.Id.Node, 1 + cluster.Random.Next(cluster.Plan.MaxWork), () => Created(instance, (ActorPlan)registration.Creation!));
    }

    public void Stop(ActorId actor, int incarnation)
    {
        if (_instances.GetValueOrDefault((actor, incarnation)) is { } instance) End(instance);
        ToNode("stopped", directory => directory.ActorStopped(actor, incarnation));
    }

    public void Arrived(ActorId actor, int incarnation, ulong number, OwnerShell caller, SimCall call)
    {
        if (_instances.GetValueOrDefault((actor, incarnation)) is not { } instance) return;
        if (!instance.Orders.TryGetValue(caller.Id, out var order)) instance.Orders.Add(caller.Id, order = new CallOrder<CallRun>(incarnation));
        CallRun run = new(caller, call, number);
        if (order.Arrived(incarnation, number, run) != Arrival.Start) return;
        do Enqueue(instance, run);
        while (order.TryNext(out run!));
        StartNext(instance);
    }

    public void Cancel(ActorId actor, int incarnation, OwnerShell caller, ulong number)
    {
        if (_instances.GetValueOrDefault((actor, incarnation)) is not { } instance) return;
        if (instance.Queue.FirstOrDefault(run => run.Caller == caller && run.Number == number) is { } queued) queued.IsCancelled = true;
    }

    private static void Enqueue(Instance instance, CallRun run)
    {
        long last = instance.LastOrder.GetValueOrDefault(run.Caller.Id);
        if (run.Call.Order <= last) throw new SimulationFailure($"{run.Call} (call {run.Call.Order} of its caller) starts after call {last}.");
        instance.LastOrder[run.Caller.Id] = run.Call.Order;
        instance.Queue.Enqueue(run);
    }

    private void Created(Instance instance, ActorPlan plan)
    {
        if (instance.IsEnded || !cluster.IsAlive(worker.Id)) return;
        if (plan.CreationFails)
        {
            End(instance);
            ToNode(new Note("creation failed", instance.Id), directory => directory.CreationFailed(instance.Id, instance.Incarnation, "its constructor threw", null));
            return;
        }
        instance.IsCreated = true;
        ToNode(new Note("created", instance.Id), directory => directory.CreationSucceeded(instance.Id, instance.Incarnation, 1));
    }

    private void StartNext(Instance instance)
    {
        if (instance.Running is not null || !instance.Queue.TryDequeue(out var run)) return;
        instance.Running = run;
        run.Call.Starts++;
        if (run.Call.MaxRetries >= 0 && run.Call.Starts > run.Call.MaxRetries + 1) throw new SimulationFailure($"{run.Call} started {run.Call.Starts} times; MaxTaskRetries is {run.Call.MaxRetries}.");
        cluster.Faults.After(worker.Id.Node, run.Call.Plan.Work, () => Worked(instance, run));
    }

    private void Worked(Instance instance, CallRun run)
    {
        if (instance.IsEnded || !cluster.IsAlive(worker.Id)) return;
        SimResult[] children = run.IsCancelled ? [] : [.. cluster.Owner(worker.Id).Submit(run.Call.Plan.Children).Select(cluster.Owner(worker.Id).Get)];
        worker.Wait(instance.Slot, children, () => Finish(instance, run, children));
    }

    private void Finish(Instance instance, CallRun run, SimResult[] children)
    {
        if (instance.IsEnded) return;
        instance.Running = null;
        var outcome = run.IsCancelled
            ? new Outcome(OutcomeKind.Cancelled)
            : new Outcome(OutcomeKind.Done, run.Call.Plan.Own + children.Sum(child => child.Outcome.Value), children.Any(child => !child.Outcome.IsGood));
        cluster.Network.SendControl(worker.Id, run.Caller.Id, new Note("reply", run.Call), () => run.Caller.Actors.Answered(instance.Id, instance.Incarnation, run.Number, outcome));
        StartNext(instance);
    }

    private void End(Instance instance)
    {
        instance.IsEnded = true;
        instance.Slot.HasActor = false;
        instance.Slot.Wait = null;
        _instances.Remove((instance.Id, instance.Incarnation));
    }

    private void ToNode(Note what, Action<ActorDirectory> tell) =>
        cluster.Network.SendControl(worker.Id, HeadShell.Process, what, () => tell(cluster.Head.Directory));

    private sealed class Instance(ActorId id, int incarnation, WorkerSlot slot)
    {
        public ActorId Id { get; } = id;

        public int Incarnation { get; } = incarnation;

        public WorkerSlot Slot { get; } = slot;

        public bool IsCreated { get; set; }

        public bool IsEnded { get; set; }

        public Dictionary<ProcessId, CallOrder<CallRun>> Orders { get; } = [];

        public Dictionary<ProcessId, long> LastOrder { get; } = [];

        public Queue<CallRun> Queue { get; } = new();

        public CallRun? Running { get; set; }
    }

    private sealed class CallRun(OwnerShell caller, SimCall call, ulong number)
    {
        public OwnerShell Caller { get; } = caller;

        public SimCall Call { get; } = call;

        public ulong Number { get; } = number;

        public bool IsCancelled { get; set; }
    }
}
