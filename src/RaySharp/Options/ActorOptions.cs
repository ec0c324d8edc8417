namespace RaySharp;

/// <summary>How an actor lives. What is null stays as the class's <see cref="RayActorAttribute"/> says, else as Ray's default.</summary>
public sealed record ActorOptions
{
    /// <summary>Logical CPUs it holds for life. Default: 1 while it is placed, 0 while it lives.</summary>
    public double? Cpus { get; init; }

    /// <summary>GPUs it holds for life; above 1 whole numbers only, fractions share one device. Its process sees only those (CUDA_VISIBLE_DEVICES). Default 0.</summary>
    public double? Gpus { get; init; }

    /// <summary>Heap bytes reserved for it. Default none.</summary>
    public long? Memory { get; init; }

    /// <summary>Custom resources by name. Default none.</summary>
    public IReadOnlyDictionary<string, double>? Resources { get; init; }

    /// <summary>How often it is created again after its process died; -1 for ever. Default 0. With 0 it never shares a process.</summary>
    public int? MaxRestarts { get; init; }

    /// <summary>How often a call is sent again after a restart; -1 for ever. Default 0: at most once.</summary>
    public int? MaxTaskRetries { get; init; }

    /// <summary>Calls that run at a time. Default 1, for async actors 1000 (they still run one turn at a time).</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Calls of one caller that may wait; beyond it <see cref="PendingCallsLimitExceededException"/>. Default no limit.</summary>
    public int? MaxPendingCalls { get; init; }

    /// <summary>The name others find it by, unique in its namespace. Default none.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace of <see cref="Name"/>. Default the runtime's.</summary>
    public string? Namespace { get; init; }

    /// <summary>Whether an actor of that name is used instead, where there is one. Default false: a taken name is an error.</summary>
    public bool? GetIfExists { get; init; }

    /// <summary>Whether it ends with its last handle or outlives them. Default <see cref="ActorLifetime.Owned"/>.</summary>
    public ActorLifetime? Lifetime { get; init; }

    /// <summary>Which node runs it. Default <see cref="SchedulingStrategy.Default"/>.</summary>
    public SchedulingStrategy? Strategy { get; init; }

    /// <summary>With whom it shares its process.</summary>
    public Isolation? Isolation { get; init; }

    /// <summary>Environment variables set before its process starts; such an actor gets a process of its own.</summary>
    public IReadOnlyDictionary<string, string>? EnvironmentVariables { get; init; }

    /// <summary>The working directory of its process; such an actor gets a process of its own.</summary>
    public string? WorkingDirectory { get; init; }
}
