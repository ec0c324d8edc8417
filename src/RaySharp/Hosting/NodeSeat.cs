using RaySharp.Security;

namespace RaySharp.Hosting;

/// <summary>Who a node is in its cluster.</summary>
/// <param name="Number">The node's number.</param>
/// <param name="Head">The process that the head is in.</param>
/// <param name="ClusterId">The cluster.</param>
/// <param name="Secret">What its processes prove to each other.</param>
internal sealed record NodeSeat(uint Number, ProcessId Head, string ClusterId, byte[] Secret)
{
    /// <summary>What it proves to other nodes; null: it is the only one.</summary>
    public NodeIdentity? Identity { get; init; }

    /// <summary>How other nodes reach it; null: there are none.</summary>
    public NodeDoor? Door { get; init; }

    /// <summary>Environment variables that its workers get as secrets.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The job whose driver is in this process, and whose program it runs; a node apart runs that of job 0.</summary>
    public uint Job { get; init; }

    public ProcessId Host => ProcessId.HostOf(Number);

    public override string ToString() => $"{nameof(NodeSeat)} {{ Number = {Number}, Head = {Head}, ClusterId = {ClusterId}, Secret = *** }}";
}
