namespace RaySharp.MemoryPressure;

/// <summary>A process that is to be ended because memory is short.</summary>
/// <param name="Process">Which.</param>
/// <param name="Task">The one of its tasks for which it was chosen.</param>
/// <param name="Reason">What was found, why this one, and what to do, with the numbers: for the exception.</param>
internal sealed record MemoryVictim(ProcessId Process, TaskLoad Task, string Reason);
