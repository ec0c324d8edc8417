namespace RaySharp.Reconstruction;

/// <summary>Why an object cannot be made again.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Object">With which object: the one that was lost, or one that it was made of.</param>
/// <param name="Task">The task that made it, where that is known.</param>
/// <param name="Cause">How the task failed, as the shell knows it.</param>
internal sealed record LineageFailure(LineageFault Fault, ObjectId Object, LineageTask? Task = null, object? Cause = null);

/// <summary>What prevents that an object is made again.</summary>
internal enum LineageFault
{
    /// <summary>No task is known that made it: it was put, or is an item of a stream.</summary>
    NoTask,

    /// <summary>Its task's lineage was dropped: the budget was spent on younger ones.</summary>
    Dropped,

    /// <summary>Its task may not run again, or not any more.</summary>
    NoRetries,

    /// <summary>Its task ran again, and failed.</summary>
    TaskFailed,

    /// <summary>The runtime has ended.</summary>
    Closed,
}
