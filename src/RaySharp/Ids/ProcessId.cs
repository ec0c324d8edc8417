namespace RaySharp;

/// <summary>Names one process of a cluster (driver, node or worker) for as long as the cluster lives; never given twice.</summary>
/// <param name="Value">Node number in the upper 32 bits, a counter of that node in the lower ones. Zero names nobody.</param>
public readonly record struct ProcessId(ulong Value)
{
    /// <summary>No process.</summary>
    public static ProcessId None => default;

    /// <summary>The node it is on.</summary>
    internal uint Node => (uint)(Value >> 32);

    /// <summary>The process that hosts a node: store, scheduler, and the start of its workers.</summary>
    internal static ProcessId HostOf(uint node) => new((ulong)node << 32 | 1);

    /// <summary>Whether it is one of those.</summary>
    internal bool IsHost => this == HostOf(Node);

    /// <inheritdoc/>
    public override string ToString() => $"{Value >> 32}.{Value & uint.MaxValue}";
}
