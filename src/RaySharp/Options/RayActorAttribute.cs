namespace RaySharp;

/// <summary>Makes a class an actor: <c>Class.Remote.Create(...)</c> makes one object of it on a worker process, its handle calls it there.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RayActorAttribute : Attribute
{
    /// <summary>See <see cref="ActorOptions.Cpus"/>; -1 (the default) means 1 to be placed and 0 to live.</summary>
    public double Cpus { get; init; } = -1;

    /// <summary>See <see cref="ActorOptions.Gpus"/>.</summary>
    public double Gpus { get; init; }

    /// <summary>See <see cref="ActorOptions.Memory"/>.</summary>
    public long Memory { get; init; }

    /// <summary>Custom resources: <c>"npu=1, license=0.5"</c>.</summary>
    public string? Resources { get; init; }

    /// <summary>See <see cref="ActorOptions.MaxRestarts"/>.</summary>
    public int MaxRestarts { get; init; }

    /// <summary>See <see cref="ActorOptions.MaxTaskRetries"/>.</summary>
    public int MaxTaskRetries { get; init; }

    /// <summary>See <see cref="ActorOptions.MaxConcurrency"/>; 0 (the default) means 1, for async actors 1000.</summary>
    public int MaxConcurrency { get; init; }

    /// <summary>See <see cref="ActorOptions.MaxPendingCalls"/>; 0 (the default) means no limit.</summary>
    public int MaxPendingCalls { get; init; }

    /// <summary>See <see cref="ActorOptions.Isolation"/>.</summary>
    public Isolation Isolation { get; init; }
}
