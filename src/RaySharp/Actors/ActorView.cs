namespace RaySharp.Actors;

/// <summary>What the directory tells of an actor.</summary>
/// <param name="Actor">Which one.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Incarnation">Counts its lives from 1: the one that lives, or is about to.</param>
/// <param name="Process">Where it lives; None unless alive.</param>
/// <param name="Inbox">Its inbox there; 0 unless alive.</param>
/// <param name="Reason">Why it is dead or restarts.</param>
/// <param name="Error">What its constructor threw, as it came from the worker.</param>
internal readonly record struct ActorView(ActorId Actor, ActorPhase Phase, int Incarnation, ProcessId Process = default, uint Inbox = 0, string? Reason = null, object? Error = null)
{
    /// <summary>Grows with each change: a view that is not newer is late.</summary>
    public long Version => Phase == ActorPhase.Dead ? long.MaxValue : 2L * Incarnation + (Phase == ActorPhase.Alive ? 1 : 0);
}
