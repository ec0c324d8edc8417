using RaySharp.Messages;

namespace RaySharp.Node;

/// <summary>A worker process that the node started.</summary>
internal interface IWorkerProcess
{
    int Pid { get; }

    /// <summary>Ends when the process has ended.</summary>
    Task<ProcessFate> Ended { get; }

    /// <summary>Ends it at once; where it is a part of this program, when the user's code has ended.</summary>
    /// <returns>Whether it could be ended at once.</returns>
    bool Kill();
}
