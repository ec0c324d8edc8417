namespace RaySharp.Hosting;

/// <summary>What a process is to be that asked to be a node.</summary>
/// <param name="IsNode">It is to be one.</param>
/// <param name="WatchedPid">It is to hold its cores as long as that process lives; 0: not that.</param>
/// <param name="Refusal">Why it may not be anything (yet); null: it may.</param>
internal readonly record struct NodeRole(bool IsNode, int WatchedPid, string? Refusal)
{
    public static NodeRole Node { get; } = new(true, 0, null);

    public static NodeRole Placeholder(int watchedPid) => new(false, watchedPid, null);

    public static NodeRole Refused(string reason) => new(false, 0, reason);
}
