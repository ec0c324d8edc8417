namespace RaySharp.Scheduling;

/// <summary>Numbers of leases, unique in the cluster: the node's number in the upper 24 bits, a counter of that node in the lower 40.</summary>
internal static class LeaseId
{
    private const int CounterBits = 40;

    /// <summary>The first of a node.</summary>
    public static ulong First(uint node) => node < 1U << 24
        ? (ulong)node << CounterBits | 1
        : throw new ArgumentOutOfRangeException(nameof(node), $"The node has the number {node}; a cluster has room for {(1 << 24) - 1} in its life. Start another cluster.");

    /// <summary>The node that lends it.</summary>
    public static uint NodeOf(ulong lease) => (uint)(lease >> CounterBits);

    /// <summary>The process that hears what becomes of it.</summary>
    public static ProcessId HostOf(ulong lease) => ProcessId.HostOf(NodeOf(lease));

    public static string Text(ulong lease) => $"{NodeOf(lease)}.{lease & ((1UL << CounterBits) - 1)}";
}
