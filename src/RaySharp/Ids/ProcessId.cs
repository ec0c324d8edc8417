namespace RaySharp;

/// <summary>Names one process of a cluster (driver, node or worker) for as long as the cluster lives; never given twice.</summary>
/// <param name="Value">Node number in the upper 32 bits, a counter of that node in the lower ones. Zero names nobody.</param>
public readonly record struct ProcessId(ulong Value)
{
    /// <summary>No process.</summary>
    public static ProcessId None => default;

    /// <summary>The number of its node.</summary>
    internal uint Node => (uint)(Value >> 32);

    /// <summary>The process that a node is: its store, its scheduler.</summary>
    internal static ProcessId HostOf(uint node) => new((ulong)node << 32 | 1);

    /// <inheritdoc/>
    public override string ToString() => $"{Value >> 32}.{Value & uint.MaxValue}";
}
