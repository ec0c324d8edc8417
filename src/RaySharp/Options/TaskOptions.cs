namespace RaySharp;

/// <summary>How a task runs. What is null stays as the method's <see cref="RayRemoteAttribute"/> says, else as Ray's default.</summary>
public sealed record TaskOptions
{
    /// <summary>Logical CPUs it holds while it runs, in steps of 0.0001; 0 is allowed. Default 1.</summary>
    public double? Cpus { get; init; }

    /// <summary>GPUs; above 1 whole numbers only, fractions share one device. It runs in a process that sees only those (CUDA_VISIBLE_DEVICES), which may serve other tasks with the same ones after it. Without GPUs it sees none. Default 0.</summary>
    public double? Gpus { get; init; }

    /// <summary>Heap bytes reserved for it. Default none.</summary>
    public long? Memory { get; init; }

    /// <summary>Custom resources by name. Default none.</summary>
    public IReadOnlyDictionary<string, double>? Resources { get; init; }

    /// <summary>How often it is run again after its worker died; -1 for ever. Default 3. With 0 it never shares a process.</summary>
    /// <remarks>
    /// Only crashes of a process that it had to itself are counted. One of a process that it shared proves nothing against it: it is run again uncharged, and after two of those
    /// it runs alone. So a task that always crashes is begun twice in company and then <c>MaxRetries + 1</c> times alone: 4 times with 1. What must not be begun so often needs
    /// <see cref="Isolation.Process"/>, which lets every crash count, or 0.
    /// </remarks>
    public int? MaxRetries { get; init; }

    /// <summary>How often it is run again after its process was ended because memory was short (<see cref="RayOptions.MemoryThreshold"/>), beside <see cref="MaxRetries"/>; -1 for ever. Then it fails with <see cref="WorkerOutOfMemoryException"/>. Default <see cref="RayOptions.MaxMemoryRetries"/>; where <see cref="MaxRetries"/> is 0 always 0.</summary>
    public int? MaxMemoryRetries { get; init; }

    /// <summary>Exceptions of the method's own that are retried too (subclasses included), within <see cref="MaxRetries"/>. Default none.</summary>
    public IReadOnlyList<Type>? RetryExceptions { get; init; }

    /// <summary>What logs and errors call it. Default the method's name.</summary>
    public string? Name { get; init; }

    /// <summary>Which node runs it. Default <see cref="SchedulingStrategy.Default"/>.</summary>
    public SchedulingStrategy? Strategy { get; init; }

    /// <summary>With whom it shares its process.</summary>
    public Isolation? Isolation { get; init; }

    /// <summary>Environment variables set before its process starts; such a task gets a process of its own.</summary>
    public IReadOnlyDictionary<string, string>? EnvironmentVariables { get; init; }

    /// <summary>The working directory of its process; such a task gets a process of its own.</summary>
    public string? WorkingDirectory { get; init; }
}
