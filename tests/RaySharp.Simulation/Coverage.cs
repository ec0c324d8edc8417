namespace RaySharp.Simulation;

/// <summary>What happened in a run, so that a test can see that the simulation still reaches it.</summary>
internal sealed class Coverage
{
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public void Add(string what, int times = 1) => Counts[what] = Counts.GetValueOrDefault(what) + times;

    public void Add(Coverage other)
    {
        foreach (var (what, times) in other.Counts) Add(what, times);
    }
}
