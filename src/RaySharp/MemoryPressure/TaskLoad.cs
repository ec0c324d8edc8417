namespace RaySharp.MemoryPressure;

/// <summary>A task that runs in a worker process, or an actor, which counts as one task for as long as it lives.</summary>
/// <param name="Name">For people.</param>
/// <param name="Owner">The process that submitted it.</param>
/// <param name="Retriable">Whether it may be repeated (an actor: restarted).</param>
/// <param name="Lease">The lease it runs on; larger for what was lent later.</param>
internal readonly record struct TaskLoad(string Name, ProcessId Owner, bool Retriable, ulong Lease);
