namespace RaySharp.Ownership;

/// <summary>The running task, for what it submits itself.</summary>
internal interface ITaskScope
{
    int Depth { get; }

    /// <summary>It has submitted a task: cancelled with it, if that is asked for.</summary>
    void Started(TaskRecord child);
}
