using RaySharp.Ownership;
using RaySharp.Reconstruction;
using RaySharp.Simulation.Objects;

namespace RaySharp.Simulation;

/// <summary>A submitted task, with what the audit must know of it.</summary>
internal sealed class SimTask(TaskPlan plan) : PendingTask
{
    public TaskPlan Plan { get; } = plan;

    public SimResult Result { get; } = new(plan.Name, plan.Expected);

    /// <summary>The result of another task that it waits for before it does its own.</summary>
    public SimResult? WaitsFor { get; init; }

    /// <summary>Tasks whose stored results it is given.</summary>
    public SimTask[] Arguments { get; init; } = [];

    /// <summary>Where those were when it was built.</summary>
    public uint[][] ArgumentNodes { get; set; } = [];

    /// <summary>Its own result, where that is to be stored.</summary>
    public SimObject? Stored { get; set; }

    /// <summary>Its lost result is to be made again.</summary>
    public LineageTask? Remakes { get; init; }

    /// <summary>How often it may be repeated.</summary>
    public int MaxRetries { get; init; } = plan.MaxRetries;

    /// <summary>How often it had been sent before its result was lost.</summary>
    public int EarlierAttempts { get; init; }

    public int TimesFailed { get; set; }

    /// <summary>Failures of its own that were charged.</summary>
    public int FailuresCharged { get; set; }

    /// <summary>Crashes of processes that it had to itself while it was the one to run.</summary>
    public int AloneCrashes { get; set; }

    /// <summary>Shared processes that crashed while it was the one to run in its slot.</summary>
    public HashSet<ProcessId> SharedCrashesSeen { get; init; } = [];

    /// <summary>How often its process was ended for it because memory was short.</summary>
    public int MemoryEndsSeen { get; set; }

    /// <summary>Until then it waits to be run again.</summary>
    public long NotBefore { get; set; }

    public override string ToString() => Remakes is null ? Plan.Name : $"{Plan.Name} again";
}
