namespace RaySharp.Scheduling;

/// <summary>What a lease must give its owner.</summary>
internal sealed record LeaseSpec
{
    public required ResourceSet Resources { get; init; }

    /// <summary>Whether what runs there has the process to itself.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Names the environment variables and working directory; such a lease gets a process that was started with them. Empty: none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>How many tasks wait, one inside the other, for what this lease will run. 0: asked for by a driver.</summary>
    public int Depth { get; init; }

    /// <summary>The lease of an actor: never asked back, its process is not used again.</summary>
    public bool IsActor { get; init; }

    /// <summary>An actor's CPUs are needed to place it only, and given back once it is created.</summary>
    public bool CpusOnlyToPlace { get; init; }

    /// <summary>The owner's number of the scheduling key. An owner's lease is not asked back for a request of the same key. 0: unknown.</summary>
    public ulong Key { get; init; }

    /// <summary>Whether what runs there may be run again when its process is ended (an actor: restarted).</summary>
    public bool MayBeRepeated { get; init; }

    /// <summary>The job that it is for: the number of its driver's node; 0: that of the program that started the cluster. Processes are of one job.</summary>
    public uint Job { get; init; }

    /// <summary>Which node is to lend it.</summary>
    public SchedulingStrategy Strategy { get; init; } = SchedulingStrategy.Default;

    /// <summary>Whether the process must be started for such leases: what they need cannot be set later.</summary>
    public bool NeedsOwnStart => Environment.Length > 0 || Resources.Gpus > 0;

    /// <summary>Whether it runs apart from others; GPUs and environments are a process's, not a slot's.</summary>
    public bool RunsAlone => Exclusive || NeedsOwnStart;

    /// <summary>Whether one may be granted where the other was asked for.</summary>
    public bool IsLike(LeaseSpec other) => Depth == other.Depth && RunsAlone == other.RunsAlone && IsActor == other.IsActor
        && CpusOnlyToPlace == other.CpusOnlyToPlace && Job == other.Job && Environment == other.Environment && Resources.Equals(other.Resources) && Strategy == other.Strategy;
}
