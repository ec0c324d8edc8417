namespace RaySharp.Membership;

/// <summary>A link broke between two living processes of different nodes. Nobody knows what is lost with it, so one of the two ends, and then all is known. Pure.</summary>
internal static class BrokenLink
{
    /// <summary>
    /// Which of the two: whichever of them asks, the same. A worker rather than a node or program, since the least is lost with it; of two nodes
    /// a program that joined, whose way to the cluster is the likelier to be bad; else the one that came later.
    /// </summary>
    public static ProcessId VictimOf(ProcessId one, ProcessId other, Func<uint, bool> isDriver)
    {
        if (IsHost(one) != IsHost(other)) return IsHost(one) ? other : one;
        if (IsHost(one) && isDriver(one.Node) != isDriver(other.Node)) return isDriver(one.Node) ? one : other;
        return one.Value > other.Value ? one : other;
    }

    private static bool IsHost(ProcessId process) => process == ProcessId.HostOf(process.Node);
}
