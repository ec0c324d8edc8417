namespace RaySharp;

/// <summary>With whom a task or actor shares its process.</summary>
public enum Isolation
{
    /// <summary>A process is shared with other code that may be repeated after a crash; what may not be repeated gets a process of its own.</summary>
    Default,

    /// <summary>A slot of a shared process, even for what may not be repeated: a neighbour's crash ends it.</summary>
    Shared,

    /// <summary>A process of its own while it runs.</summary>
    Process,
}
