namespace RaySharp.Simulation.Store;

/// <summary>A value's copy on disk.</summary>
internal sealed class SimCopy(SimValue value)
{
    public SimValue Value { get; } = value;

    public bool IsRead { get; set; }
}
