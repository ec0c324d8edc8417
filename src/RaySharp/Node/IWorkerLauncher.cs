namespace RaySharp.Node;

/// <summary>Starts worker processes.</summary>
internal interface IWorkerLauncher
{
    /// <summary>Starts one; what goes wrong is thrown by the task.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="job">The job whose program it runs.</param>
    /// <param name="environment">Variables and working directory of its own; empty: none.</param>
    /// <param name="gpus">The devices that it is to see.</param>
    Task<IWorkerProcess> StartAsync(ProcessId id, uint job, string environment, IReadOnlyList<int> gpus);
}
