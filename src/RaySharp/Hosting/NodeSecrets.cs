using RaySharp.Codecs;

namespace RaySharp.Hosting;

/// <summary>What a node is given apart from its environment, in one line: by standard input, or in a file that only its user can read.</summary>
/// <param name="Join">Proves that it may join.</param>
/// <param name="Variables">Environment variables for its workers.</param>
internal sealed record NodeSecrets(byte[] Join, IReadOnlyDictionary<string, string> Variables)
{
    public string ToLine()
    {
        CodecWriter writer = new();
        DictionaryCodec<string, StringCodec, string, StringCodec>.Write(writer, new Dictionary<string, string>(Variables));
        return $"{Convert.ToHexString(Join)} {Convert.ToBase64String(writer.Written)}";
    }

    /// <exception cref="WorkerStartException">There is none, or it is not what a head gives.</exception>
    public static NodeSecrets FromLine(string? line)
    {
        try
        {
            string[] parts = (line ?? throw new WorkerStartException("The driver ended before it gave this node the join secret.")).Trim().Split(' ');
            CodecReader reader = new(Convert.FromBase64String(parts[1]));
            return new NodeSecrets(Convert.FromHexString(parts[0]), DictionaryCodec<string, StringCodec, string, StringCodec>.Read(ref reader) ?? []);
        }
        catch (Exception fault) when (fault is FormatException or CodecException or IndexOutOfRangeException)
        {
            throw new WorkerStartException("What this node was given as its join secret is not what a head gives.");      // and never the text itself
        }
    }

    public override string ToString() => "***";
}
