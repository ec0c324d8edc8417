namespace RaySharp.Simulation;

/// <summary>What happened in a run, so that a test can see that the simulation still reaches it.</summary>
internal sealed class Coverage
{
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>What happened to messages of a kind.</summary>
    public HashSet<(string Fate, string Message)> Messages { get; } = [];

    public void Add(string what, int times = 1) => Counts[what] = Counts.GetValueOrDefault(what) + times;

    public void Saw(string fate, Note message) => Messages.Add((fate, message.What));

    public void Add(Coverage other)
    {
        foreach (var (what, times) in other.Counts) Add(what, times);
        Messages.UnionWith(other.Messages);
    }
}
