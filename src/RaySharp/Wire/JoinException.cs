namespace RaySharp.Wire;

/// <summary>Why a newcomer got no reply.</summary>
internal enum JoinFailure
{
    /// <summary>Nobody listens there, or the name is unknown.</summary>
    Unreachable,

    /// <summary>Nobody answered in time.</summary>
    TooSlow,

    /// <summary>What listens there does not speak TLS 1.3.</summary>
    NotTls,

    /// <summary>The server's certificate is not of the cluster's authority.</summary>
    Certificate,

    /// <summary>One of the two does not know the join secret.</summary>
    Secret,

    /// <summary>The head is that of another cluster.</summary>
    Cluster,

    /// <summary>The head speaks another version.</summary>
    Version,

    /// <summary>The connection ended before the reply.</summary>
    Closed,
}

/// <summary>Joining a cluster failed.</summary>
internal sealed class JoinException(JoinFailure failure, string message, Exception? inner = null) : IOException(message, inner)
{
    public JoinFailure Failure { get; } = failure;
}
