namespace RaySharp;

/// <summary>Names one process of a cluster (driver, node or worker) for as long as the cluster lives; never given twice.</summary>
/// <param name="Value">Node number in the upper 32 bits, a counter of that node in the lower ones. Zero names nobody.</param>
public readonly record struct ProcessId(ulong Value)
{
    /// <summary>No process.</summary>
    public static ProcessId None => default;

    /// <summary>The number of the node that the process belongs to.</summary>
    internal uint Node => (uint)(Value >> 32);

    /// <inheritdoc/>
    public override string ToString() => $"{Value >> 32}.{Value & uint.MaxValue}";
}
