namespace RaySharp.Spark.Tests.Shares;

/// <summary>An executor: cores that Spark hands out, and how many it says that it has: more, where GPUs let it run fewer tasks; null: it does not say.</summary>
internal sealed class SimExecutor(string name, int cores, int? toldCores)
{
    public string Name { get; } = name;

    public int Cores { get; } = cores;

    public int? ToldCores { get; } = toldCores;

    public int Used { get; set; }

    public bool IsGone { get; set; }
}
