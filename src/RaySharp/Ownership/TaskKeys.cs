using RaySharp.Contracts;
using RaySharp.Messages;
using RaySharp.Scheduling;

namespace RaySharp.Ownership;

/// <summary>The scheduling keys of this owner. Under the owner's lock.</summary>
/// <param name="job">The job of this process.</param>
/// <param name="maxMemoryRetries">How often a task is run again that was ended for memory, where it does not say.</param>
internal sealed class TaskKeys(uint job, int maxMemoryRetries)
{
    private readonly Dictionary<(RemoteMethod Method, int Depth), SchedulingKey> _plain = [];
    private readonly Dictionary<LeaseSpec, SchedulingKey> _all = [];

    public SchedulingKey Find(RemoteMethod method, TaskOptions? options, int depth)
    {
        if (options is not null) return OfSpec(Spec(method.Options, options, depth));
        if (!_plain.TryGetValue((method, depth), out var key))
        {
            key = OfSpec(Spec(method.Options, null, depth));
            _plain.Add((method, depth), key);
        }
        return key;
    }

    public SchedulingKey Alone(SchedulingKey key) => OfSpec((LeaseSpec)key.Spec with { Exclusive = true, Key = 0 });

    /// <summary>What With(...) says, else what the attribute says.</summary>
    public static int MaxRetries(RemoteMethod method, TaskOptions? options) => options?.MaxRetries ?? method.Options.MaxRetries ?? 3;

    /// <summary>What may not be repeated after a crash may not be repeated for memory either.</summary>
    public int MaxMemoryRetries(TaskOptions declared, TaskOptions? options) =>
        (options?.MaxRetries ?? declared.MaxRetries) == 0 ? 0 : options?.MaxMemoryRetries ?? declared.MaxMemoryRetries ?? maxMemoryRetries;

    private SchedulingKey OfSpec(LeaseSpec spec)
    {
        if (!_all.TryGetValue(spec, out var key))
        {
            key = new SchedulingKey(spec with { Key = (ulong)_all.Count + 1 }, spec.RunsAlone);
            _all.Add(spec, key);
        }
        return key;
    }

    private LeaseSpec Spec(TaskOptions declared, TaskOptions? options, int depth)
    {
        int retries = options?.MaxRetries ?? declared.MaxRetries ?? 3;
        var isolation = options?.Isolation ?? declared.Isolation ?? Isolation.Default;
        return new LeaseSpec
        {
            Resources = ResourceSet.Of(options?.Cpus ?? declared.Cpus ?? 1, options?.Gpus ?? declared.Gpus ?? 0, options?.Memory ?? declared.Memory ?? 0, options?.Resources ?? declared.Resources),
            Exclusive = isolation == Isolation.Process || (isolation == Isolation.Default && retries == 0),
            MayBeRepeated = MaxMemoryRetries(declared, options) != 0,
            Environment = ProcessEnvironment.Encode(options?.EnvironmentVariables ?? declared.EnvironmentVariables, options?.WorkingDirectory ?? declared.WorkingDirectory),
            Depth = depth,
            Job = job,
            Strategy = options?.Strategy ?? declared.Strategy ?? SchedulingStrategy.Default,
        };
    }
}
