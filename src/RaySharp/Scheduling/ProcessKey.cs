namespace RaySharp.Scheduling;

/// <summary>What a worker process is started with and keeps for life. Who needs just that may have the process after another.</summary>
internal sealed class ProcessKey(uint job, string environment, int[] gpus, long gpuUnits) : IEquatable<ProcessKey>
{
    /// <summary>Of the processes that are started before anybody asks for them.</summary>
    public static ProcessKey PlainOf(uint job) => new(job, "", [], 0);

    /// <summary>The job whose program it runs.</summary>
    public uint Job { get; } = job;

    /// <summary>Names the environment variables and working directory; empty: none.</summary>
    public string Environment { get; } = environment;

    /// <summary>The devices that it sees, by index.</summary>
    public ReadOnlySpan<int> Gpus => gpus;

    public bool IsPlain => Environment.Length == 0 && gpus.Length == 0;

    /// <summary>The share of a device that it may use, in steps of 1/10000.</summary>
    public long ShareOf(int device) => Array.IndexOf(gpus, device) < 0 ? 0 : Math.Min(gpuUnits, ResourceSet.One);

    /// <summary>The same but for which devices.</summary>
    public bool IsLike(uint otherJob, string otherEnvironment, long otherUnits) => Job == otherJob && gpuUnits == otherUnits && Environment == otherEnvironment;

    public bool Equals(ProcessKey? other) => other is not null && IsLike(other.Job, other.Environment, other.Units) && gpus.AsSpan().SequenceEqual(other.Gpus);

    public override bool Equals(object? obj) => Equals(obj as ProcessKey);

    public override int GetHashCode()
    {
        ulong hash = StableHash.Mix(StableHash.Mix(StableHash.Mix(StableHash.Start, Environment), (ulong)gpuUnits), Job);
        foreach (int gpu in gpus) hash = StableHash.Mix(hash, (ulong)gpu);
        return (int)(hash ^ (hash >> 32));
    }

    public override string ToString() => $"{(Job > 0 ? $" of job {Job}" : "")}{(Environment.Length > 0 ? $" for {Environment}" : "")}{(gpus.Length > 0 ? $" with gpus {string.Join(' ', gpus)}" : "")}";

    private long Units => gpuUnits;
}
