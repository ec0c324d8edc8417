namespace RaySharp;

/// <summary>Names one object: a task's result, an item of its stream, or a value that was put.</summary>
/// <param name="Task">The task that makes it; a put counts as one.</param>
/// <param name="Index">Which of the task's results.</param>
public readonly record struct ObjectId(TaskId Task, uint Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"object {Task.Owner}:{Task.Number}.{Index}";
}
