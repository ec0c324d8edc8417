namespace RaySharp;

/// <summary>Names one actor, through all its restarts.</summary>
/// <param name="Creator">The process that created it.</param>
/// <param name="Number">A counter of that process.</param>
public readonly record struct ActorId(ProcessId Creator, ulong Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"actor {Creator}:{Number}";
}
