using RaySharp.Messages;

namespace RaySharp.Node;

/// <summary>A worker process that the node started.</summary>
internal interface IWorkerProcess
{
    int Pid { get; }

    /// <summary>Ends when the process has ended.</summary>
    Task<ProcessFate> Ended { get; }

    void Kill();
}
