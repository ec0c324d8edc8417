namespace RaySharp.Wire;

/// <summary>A peer did not prove that it knows the cluster's secret. The text is constant: it tells an attacker nothing.</summary>
internal sealed class WireAuthenticationException() : IOException(
    "The peer could not be authenticated. Both processes must have the same cluster secret and cluster id and run as the same user.");

/// <summary>The peer speaks another version of the protocol.</summary>
internal sealed class WireVersionException(int ours, int theirs) : IOException(
    $"This process speaks wire protocol {ours}, the peer speaks {theirs}. Run the same version of RaySharp in all processes of a cluster.")
{
    public int Ours { get; } = ours;

    public int Theirs { get; } = theirs;
}

/// <summary>A peer broke the protocol, or its memory is damaged; its link is closed.</summary>
internal sealed class WireViolationException(string message) : IOException(message);

/// <summary>The link is gone: the peer ended, closed it or could not be reached.</summary>
internal sealed class WireClosedException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>Whoever answered does not speak TLS 1.3, or damaged it.</summary>
internal sealed class WireTlsException(Exception inner) : IOException(
    $"No TLS 1.3 could be agreed on with the peer: {inner.Message} Something else than a node of RaySharp listens at that address, or a proxy stands between.", inner);

/// <summary>The node was declared lost: its number is never used again.</summary>
internal sealed class WireNodeLostException(uint node) : IOException(
    $"Node {node} was declared lost, so its processes are refused. A node that was lost joins again, under a new number.");
