namespace RaySharp;

/// <summary>Makes a static method a remote task: <c>Class.Remote.Method(...)</c> runs it on a worker process.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RayRemoteAttribute : Attribute
{
    /// <summary>How many objects the result makes.</summary>
    public Returns Returns { get; init; }

    /// <summary>See <see cref="TaskOptions.Cpus"/>.</summary>
    public double Cpus { get; init; } = 1;

    /// <summary>See <see cref="TaskOptions.Gpus"/>.</summary>
    public double Gpus { get; init; }

    /// <summary>See <see cref="TaskOptions.Memory"/>.</summary>
    public long Memory { get; init; }

    /// <summary>Custom resources: <c>"npu=1, license=0.5"</c>.</summary>
    public string? Resources { get; init; }

    /// <summary>See <see cref="TaskOptions.MaxRetries"/>.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>See <see cref="TaskOptions.MaxMemoryRetries"/>.</summary>
    public int MaxMemoryRetries { get; init; } = 15;

    /// <summary>See <see cref="TaskOptions.RetryExceptions"/>.</summary>
    public Type[] RetryExceptions { get; init; } = [];

    /// <summary>See <see cref="TaskOptions.Name"/>.</summary>
    public string? Name { get; init; }

    /// <summary>See <see cref="TaskOptions.Isolation"/>.</summary>
    public Isolation Isolation { get; init; }
}
