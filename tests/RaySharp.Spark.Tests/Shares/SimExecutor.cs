namespace RaySharp.Spark.Tests.Shares;

/// <summary>An executor: cores that Spark hands out.</summary>
internal sealed class SimExecutor(string name, int cores, bool tellsCores)
{
    public string Name { get; } = name;

    public int Cores { get; } = cores;

    public int? ToldCores { get; } = tellsCores ? cores : null;

    public int Used { get; set; }

    public bool IsGone { get; set; }
}
