namespace RaySharp.Tests.Wire;

/// <summary>How the frames of a <see cref="WireWorld"/> travel.</summary>
public enum Way
{
    /// <summary>Rings in shared memory.</summary>
    Rings,

    /// <summary>The Unix socket.</summary>
    Socket,

    /// <summary>TLS over TCP: each process is a node of its own.</summary>
    Tls,
}
