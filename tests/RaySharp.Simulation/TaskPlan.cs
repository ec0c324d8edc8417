using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>What a task does when it runs.</summary>
internal sealed class TaskPlan
{
    public required string Name { get; init; }

    public required LeaseSpec Need { get; init; }

    public required int Work { get; init; }

    /// <summary>Groups of tasks that it submits, one group after the other; it waits for each.</summary>
    public List<List<TaskPlan>> Groups { get; } = [];

    /// <summary>Actors that it calls, and waits for, before it ends.</summary>
    public List<CallPlan> Calls { get; } = [];

    /// <summary>How many places before it, in its group, the task stands whose result it waits for first; 0: none.</summary>
    public int WaitsForEarlier { get; set; }

    /// <summary>Whether its result lies in the store of the node where it ran.</summary>
    public bool IsStored { get; init; }

    /// <summary>The length of that.</summary>
    public long Bytes { get; init; }

    /// <summary>Tasks before it, in its group, whose stored results it is given.</summary>
    public List<TaskPlan> Arguments { get; } = [];

    /// <summary>It fails when it is to make its lost result again.</summary>
    public bool FailsAgain { get; init; }

    public int MaxRetries { get; init; }

    public int MaxMemoryRetries { get; init; }

    /// <summary>Ends the process that runs it.</summary>
    public bool IsPoison { get; init; }

    /// <summary>How often the method itself fails in a way that is tried again.</summary>
    public int FailsFirst { get; init; }

    /// <summary>When the driver of its job is gone, and no detached actor of the job lives, it runs for ever, whatever it is told.</summary>
    public bool IsEndless { get; init; }

    public long Own { get; init; }

    public long Expected => Own + Arguments.Sum(argument => argument.Expected) + Groups.SelectMany(group => group).Sum(child => child.Expected) + Calls.Sum(call => call.Expected);
}
