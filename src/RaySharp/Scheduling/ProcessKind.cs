namespace RaySharp.Scheduling;

/// <summary>Whose code a worker process runs.</summary>
internal enum ProcessKind
{
    /// <summary>Many slots at a time.</summary>
    Shared,

    /// <summary>One task or actor at a time.</summary>
    Exclusive,
}
