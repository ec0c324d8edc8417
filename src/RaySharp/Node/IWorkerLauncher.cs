using RaySharp.Scheduling;

namespace RaySharp.Node;

/// <summary>Starts worker processes.</summary>
internal interface IWorkerLauncher
{
    /// <summary>Starts one; what goes wrong is thrown by the task.</summary>
    Task<IWorkerProcess> StartAsync(ProcessId id, ProcessKey key);
}
