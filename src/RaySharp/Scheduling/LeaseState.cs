namespace RaySharp.Scheduling;

/// <summary>Where a lease stands, as its node sees it.</summary>
internal enum LeaseState
{
    /// <summary>Has its resources, waits for a process to be ready.</summary>
    Starting,

    /// <summary>With its owner.</summary>
    Lent,

    /// <summary>Its task waits and has given its CPUs back.</summary>
    Blocked,

    /// <summary>Its task could go on, and waits for CPUs.</summary>
    Resuming,

    /// <summary>Ended.</summary>
    Gone,
}
