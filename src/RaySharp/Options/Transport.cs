namespace RaySharp;

/// <summary>How frames travel between processes of one machine.</summary>
public enum Transport
{
    /// <summary>By rings in shared memory where the machine has them (Linux), else by sockets.</summary>
    Default,

    /// <summary>By Unix sockets.</summary>
    Sockets,
}
