namespace RaySharp;

/// <summary>Names one task or actor call.</summary>
/// <param name="Owner">The process that submitted it and owns its results.</param>
/// <param name="Number">A counter of that process.</param>
public readonly record struct TaskId(ProcessId Owner, ulong Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"task {Owner}:{Number}";
}
