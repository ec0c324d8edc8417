using RaySharp.Messages;

namespace RaySharp.Node;

/// <summary>A worker process that the node started.</summary>
internal interface IWorkerProcess
{
    int Pid { get; }

    /// <summary>Ends when the process has ended.</summary>
    Task<ProcessFate> Ended { get; }

    /// <returns>False: it is asked to end, and does so when the user's code has.</returns>
    bool Kill();
}
