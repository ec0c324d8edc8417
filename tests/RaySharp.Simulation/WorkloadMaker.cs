using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>Makes random tasks and actors that a correct cluster can always finish.</summary>
internal sealed class WorkloadMaker(SimulationPlan plan, Random random)
{
    private int _names;
    private int _budget = 120;

    /// <summary>CPUs that actors hold for life leave at least one to the tasks.</summary>
    public List<ActorPlan> Actors { get; } = [];

    public int TaskCpus { get; private set; } = plan.Cpus;

    public void MakeActors()
    {
        for (int i = 0; i < plan.Actors; i++)
        {
            bool forLife = TaskCpus > 1 && random.Next(4) == 0;
            if (forLife) TaskCpus--;
            int restarts = random.Next(3) switch { 0 => 0, 1 => random.Next(1, 3), _ => -1 };
            Actors.Add(new ActorPlan
            {
                Index = i,
                Need = new LeaseSpec { Resources = ResourceSet.Of(1), IsActor = true, CpusOnlyToPlace = !forLife, Exclusive = restarts == 0 || random.Next(3) == 0 },
                MaxRestarts = restarts,
                MaxTaskRetries = random.Next(3) switch { 0 => 0, 1 => random.Next(1, 3), _ => -1 },
                IsNamed = random.Next(2) == 0,
                IsDetached = random.Next(4) == 0,
                CreationFails = random.Next(12) == 0,
            });
        }
    }

    public List<TaskPlan> MakeRoots()
    {
        List<TaskPlan> roots = [];
        for (int i = plan.IsLossy || random.Next(3) == 0 ? random.Next(2, 6) : 1; i > 0; i--) roots.Add(MakeTask(0));
        MayDepend(roots);
        return roots;
    }

    public TaskPlan MakeTask(int depth)
    {
        _budget--;
        bool isLeaf = depth >= plan.MaxDepth || _budget < 0 || random.Next(3) == 0;
        bool isPoison = random.Next(100) < plan.PoisonPercent;
        int retries = random.Next(5) switch { 0 => 0, 1 => 1, 2 => -1, _ => 3 };
        if (isPoison && retries < 0) retries = 1;
        TaskPlan task = new()
        {
            Name = $"t{_names++}",
            Need = MakeNeed(depth, isLeaf, retries),
            Work = 1 + random.Next(plan.MaxWork),
            MaxRetries = retries,
            MaxMemoryRetries = retries,
            IsPoison = isPoison,
            FailsFirst = random.Next(15) == 0 ? random.Next(1, 3) : 0,
            IsEndless = random.Next(100) < plan.EndlessPercent,
            Own = random.Next(1000),
            IsStored = random.Next(100) < plan.StoredPercent,
            Bytes = plan.IsLossy || random.Next(4) == 0 ? random.Next(1, 1500) << 10 : random.Next(1, 100) << 10,
            FailsAgain = random.Next(8) == 0,
        };
        if (!isLeaf) AddChildren(task, depth);
        return task;
    }

    public CallPlan MakeCall(int depth)
    {
        CallPlan call = new() { Name = $"c{_names++}", Actor = random.Next(Actors.Count), Work = random.Next(plan.MaxWork), Own = random.Next(1000) };
        if (random.Next(5) == 0 && _budget > 0) call.Children.Add(MakeLeaf(depth + 1));
        return call;
    }

    private void AddChildren(TaskPlan task, int depth)
    {
        for (int group = random.Next(0, 3); group > 0; group--)
        {
            List<TaskPlan> children = [];
            for (int child = random.Next(1, 5); child > 0; child--) children.Add(MakeTask(depth + 1));
            MayDepend(children);
            task.Groups.Add(children);
        }
        if (Actors.Count == 0 || random.Next(3) != 0) return;
        for (int call = random.Next(1, 3); call > 0; call--) task.Calls.Add(MakeCall(depth));
    }

    /// <summary>References may be passed on: a task that holds nothing but CPUs may wait for one that its caller submitted before it, and be given what those store.</summary>
    private void MayDepend(List<TaskPlan> group)
    {
        int used = plan.IsLossy ? 5 : 3;
        for (int later = 1; later < group.Count; later++)
        {
            var resources = group[later].Need.Resources;
            if (resources.Gpus > 0 || resources.Memory > 0 || resources.Custom.Length > 0) continue;
            if (random.Next(4) == 0) group[later].WaitsForEarlier = random.Next(1, later + 1);
            group[later].Arguments.AddRange(group.Take(later).Where(earlier => earlier.IsStored && random.Next(used) > 0));
        }
    }

    private TaskPlan MakeLeaf(int depth)
    {
        _budget--;
        return new TaskPlan { Name = $"t{_names++}", Need = MakeNeed(depth, true, 3), Work = 1 + random.Next(plan.MaxWork), MaxRetries = 3, MaxMemoryRetries = -1, Own = random.Next(1000) };
    }

    /// <summary>Only tasks that wait for nothing take what is not given back while waiting: else users could close a circle.</summary>
    private LeaseSpec MakeNeed(int depth, bool isLeaf, int retries)
    {
        if (plan.IsLossy && random.Next(4) > 0) return new LeaseSpec { Resources = ResourceSet.Of(1), Exclusive = retries == 0, Depth = depth };     // so that their leases are kept
        if (plan.IsCluster && isLeaf && random.Next(20) == 0) return MakeRareNeed(depth, retries);
        double cpus = random.Next(8) switch { 0 => 0, 1 => 0.5, 2 => 0.25, 3 => TaskCpus, 4 => random.Next(1, TaskCpus + 1), _ => 1 };
        Dictionary<string, double> custom = [];
        if (isLeaf && random.Next(8) == 0) custom["licence"] = random.Next(2) == 0 ? 1 : 0.5;
        double gpus = isLeaf && random.Next(12) == 0 ? random.Next(3) switch { 0 => 0.5, 1 => 1, _ => 2 } : 0;
        long memory = isLeaf && random.Next(8) == 0 ? random.Next(1, 101) : 0;
        return new LeaseSpec
        {
            Resources = ResourceSet.Of(cpus, gpus, memory, custom),
            Exclusive = retries == 0 || random.Next(8) == 0,
            Environment = random.Next(15) == 0 ? "env" : "",
            Depth = depth,
            Strategy = MakeStrategy(cpus, custom.Count > 0 || gpus > 0 || memory > 0),
        };
    }

    /// <summary>What some nodes have that may be gone, or none ever had.</summary>
    private LeaseSpec MakeRareNeed(int depth, int retries) => new()
    {
        Resources = ResourceSet.Of(random.Next(4) == 0 ? 100 : 0, custom: new Dictionary<string, double> { [NodePlan.Rare] = 1 }),
        Exclusive = retries == 0,
        Depth = depth,
    };

    /// <summary>Bound is only what a node has for it whatever actors hold: else users could ask for what never comes.</summary>
    private SchedulingStrategy MakeStrategy(double cpus, bool isPicky)
    {
        if (!plan.IsCluster) return SchedulingStrategy.Default;
        NodeId some = new(1 + (uint)random.Next(plan.OtherNodes + plan.Joins + plan.Drivers + 2));
        bool mayBeBound = !isPicky && (cpus == 0 || Actors.TrueForAll(static actor => actor.Need.CpusOnlyToPlace));
        return random.Next(12) switch
        {
            0 => SchedulingStrategy.Spread,
            1 when mayBeBound => SchedulingStrategy.NodeAffinity(some, soft: true),
            2 when mayBeBound => SchedulingStrategy.NodeAffinity(some, soft: false),
            _ => SchedulingStrategy.Default,
        };
    }
}
