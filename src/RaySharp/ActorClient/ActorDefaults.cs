using RaySharp.Contracts;
using RaySharp.Messages;
using RaySharp.Scheduling;

namespace RaySharp.ActorClient;

/// <summary>What an actor gets where nobody said anything: as in Ray.</summary>
internal static class ActorDefaults
{
    public const int AsyncConcurrency = 1000;

    /// <summary>What With(...) says, else what the attribute says.</summary>
    public static ActorOptions Merge(ActorClass actorClass, ActorOptions? options)
    {
        var declared = actorClass.Options;
        return options is null ? declared : new ActorOptions
        {
            Cpus = options.Cpus ?? declared.Cpus,
            Gpus = options.Gpus ?? declared.Gpus,
            Memory = options.Memory ?? declared.Memory,
            Resources = options.Resources ?? declared.Resources,
            MaxRestarts = options.MaxRestarts ?? declared.MaxRestarts,
            MaxTaskRetries = options.MaxTaskRetries ?? declared.MaxTaskRetries,
            MaxConcurrency = options.MaxConcurrency ?? declared.MaxConcurrency,
            MaxPendingCalls = options.MaxPendingCalls ?? declared.MaxPendingCalls,
            Name = options.Name,
            Namespace = options.Namespace,
            GetIfExists = options.GetIfExists,
            Lifetime = options.Lifetime,
            Strategy = options.Strategy ?? declared.Strategy,
            Isolation = options.Isolation ?? declared.Isolation,
            EnvironmentVariables = options.EnvironmentVariables ?? declared.EnvironmentVariables,
            WorkingDirectory = options.WorkingDirectory ?? declared.WorkingDirectory,
        };
    }

    public static int Concurrency(ActorClass actorClass, ActorOptions options) =>
        options.MaxConcurrency is > 0 and var asked ? asked : actorClass.IsAsync ? AsyncConcurrency : 1;

    public static LeaseSpec Lease(ActorOptions options, uint job)
    {
        bool onlyToPlace = options.Cpus is null or < 0;
        var isolation = options.Isolation ?? Isolation.Default;
        return new LeaseSpec
        {
            Resources = ResourceSet.Of(onlyToPlace ? 1 : options.Cpus!.Value, options.Gpus ?? 0, options.Memory ?? 0, options.Resources),
            CpusOnlyToPlace = onlyToPlace,
            IsActor = true,
            Job = job,
            Exclusive = isolation == Isolation.Process || (isolation == Isolation.Default && (options.MaxRestarts ?? 0) == 0),
            MayBeRepeated = (options.MaxRestarts ?? 0) != 0,
            Environment = ProcessEnvironment.Encode(options.EnvironmentVariables, options.WorkingDirectory),
            Strategy = options.Strategy ?? SchedulingStrategy.Default,
        };
    }
}
