namespace RaySharp.MemoryPressure;

/// <summary>A worker process that has not ended.</summary>
/// <param name="Process">Its id in the cluster.</param>
/// <param name="Pid">As the system numbers it, for error texts.</param>
/// <param name="ResidentBytes">What would be free if it ended.</param>
/// <param name="Tasks">What runs in it.</param>
internal readonly record struct ProcessLoad(ProcessId Process, int Pid, long ResidentBytes, IReadOnlyList<TaskLoad> Tasks)
{
    public ulong NewestLease => Tasks.Max(static task => task.Lease);
}
