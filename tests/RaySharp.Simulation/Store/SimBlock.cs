using RaySharp.Arena;

namespace RaySharp.Simulation.Store;

/// <summary>A value at its place in an extent.</summary>
internal sealed class SimBlock(SimValue value, long offset)
{
    public SimValue Value { get; } = value;

    public long Offset { get; } = offset;

    public long End { get; } = offset + ((Math.Max(1, value.Length) + ExtentAllocator.Granularity - 1) & -ExtentAllocator.Granularity);

    /// <summary>Who looks at these bytes now: processes that have it open, and the node while it copies.</summary>
    public int Readers { get; set; }
}
