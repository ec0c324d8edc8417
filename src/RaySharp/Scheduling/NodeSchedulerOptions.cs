namespace RaySharp.Scheduling;

/// <summary>The limits of a node.</summary>
internal sealed record NodeSchedulerOptions
{
    /// <summary>Its number in the cluster.</summary>
    public uint Node { get; init; }

    /// <summary>What the node lends, apart from GPUs.</summary>
    public required ResourceSet Resources { get; init; }

    /// <summary>The GPUs that it lends.</summary>
    public IReadOnlyList<GpuDevice> Gpus { get; init; } = [];

    /// <summary>Whether processes are kept ready for the program that started the cluster before it needs them: from the start, or else from <see cref="NodeScheduler.KeepReady"/> on. For other jobs they are when the first was needed.</summary>
    public bool KeepsReady { get; init; } = true;

    /// <summary>Processes with many slots, for each job; started at once and again when one is lost.</summary>
    public int SharedProcesses { get; init; } = 1;

    /// <summary>Tasks that run at a time in one shared process, however little CPU they take. Actors and waiting tasks do not count.</summary>
    public int SlotsPerProcess { get; init; } = 256;

    /// <summary>Processes for one task or actor that are kept ready before they are needed, for each job.</summary>
    public int ReadyExclusive { get; init; } = 1;

    /// <summary>Idle ones kept after use, plain ones and others counted apart. Not below <see cref="ReadyExclusive"/>.</summary>
    public int IdleExclusive { get; init; } = 8;

    /// <summary>Tasks that run at a time in a process of their own. Actors and waiting tasks do not count.</summary>
    public int ExclusiveTasks { get; init; } = 64;

    /// <summary>Tasks that may wait for others while more are started. Beyond it one at a time is started, and only when nothing runs.</summary>
    public int WaitingTasks { get; init; } = 1000;

    /// <summary>Tasks that may wait at all. When as many wait and nothing runs, requests are refused.</summary>
    public int MostWaitingTasks { get; init; } = 10_000;

    /// <summary>How many others may go before a request that lacks something until what it lacks is kept for it.</summary>
    public int MostBypassed { get; init; } = 16;

    /// <summary>Starts in a row that may fail before those who wait are told.</summary>
    public int MostStartFailures { get; init; } = 3;
}
