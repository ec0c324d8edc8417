namespace RaySharp.Ownership;

/// <summary>How often, and how soon, a task runs again whose process was ended because memory was short.</summary>
/// <param name="Most">For tasks that do not say themselves; negative: for ever.</param>
/// <param name="FirstDelay">Before it runs for the second time; each further delay is twice as long.</param>
internal sealed record MemoryRetries(int Most, TimeSpan FirstDelay)
{
    private const int MostDoublings = 16;

    /// <summary>No delay is longer, unless the first is.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>Ray's.</summary>
    public static MemoryRetries Default { get; } = new(15, TimeSpan.FromSeconds(1));

    /// <summary>How long it waits after its process was ended for it so many times: memory that was short a moment ago may be short still.</summary>
    public TimeSpan DelayAfter(int ends)
    {
        if (FirstDelay >= LongestDelay) return FirstDelay;
        var delay = FirstDelay * (1 << Math.Min(ends - 1, MostDoublings));
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
