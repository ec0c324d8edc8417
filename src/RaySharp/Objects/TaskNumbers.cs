namespace RaySharp.Objects;

/// <summary>Numbers this process's tasks, puts and actors.</summary>
internal sealed class TaskNumbers(ProcessId self)
{
    private ulong _last;

    public ProcessId Self { get; } = self;

    public TaskId Next() => new(Self, Interlocked.Increment(ref _last));
}
