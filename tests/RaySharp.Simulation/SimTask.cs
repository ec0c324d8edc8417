using RaySharp.Ownership;

namespace RaySharp.Simulation;

/// <summary>A submitted task, with what the audit must know of it.</summary>
internal sealed class SimTask(TaskPlan plan) : PendingTask
{
    public TaskPlan Plan { get; } = plan;

    public SimResult Result { get; } = new(plan.Name, plan.Expected);

    /// <summary>The result of another task that it waits for before it does its own.</summary>
    public SimResult? WaitsFor { get; init; }

    public int TimesFailed { get; set; }

    /// <summary>Failures of its own that were charged.</summary>
    public int FailuresCharged { get; set; }

    /// <summary>Crashes of processes that it had to itself while it was the one to run.</summary>
    public int AloneCrashes { get; set; }

    /// <summary>Shared processes that crashed while it was the one to run in its slot.</summary>
    public HashSet<ProcessId> SharedCrashesSeen { get; } = [];

    /// <summary>How often its process was ended for it because memory was short.</summary>
    public int MemoryEndsSeen { get; set; }

    /// <summary>Until then it waits to be run again.</summary>
    public long NotBefore { get; set; }

    public override string ToString() => Plan.Name;
}
