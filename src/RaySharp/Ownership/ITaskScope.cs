namespace RaySharp.Ownership;

/// <summary>The running task, for what it submits itself.</summary>
internal interface ITaskScope
{
    int Depth { get; }

    /// <summary>It has submitted a task: cancelled with it, if that is asked for. False: that was asked before, so the child shall not run.</summary>
    bool TryStart(TaskRecord child);
}
