using RaySharp.Security;

namespace RaySharp.Worker;

/// <summary>What a worker is given by standard input, in one line: the cluster's secret, and its node's identity where there are other nodes.</summary>
internal sealed record ClusterSecrets(byte[] Secret, byte[] Identity)
{
    public NodeIdentity? DecodeIdentity() => Identity.Length == 0 ? null : NodeIdentity.Decode(Identity);

    public string ToLine() => $"{Convert.ToHexString(Secret)} {Convert.ToHexString(Identity)}";

    public static ClusterSecrets FromLine(string? line)
    {
        string[] parts = (line ?? throw new WorkerStartException("The node ended before it gave this worker the cluster's secret.")).Split(' ');
        return new ClusterSecrets(Convert.FromHexString(parts[0]), Convert.FromHexString(parts.ElementAtOrDefault(1) ?? ""));
    }

    public override string ToString() => "***";
}
