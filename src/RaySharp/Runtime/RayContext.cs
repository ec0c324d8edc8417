using Microsoft.Extensions.Logging;
using RaySharp.References;

namespace RaySharp;

/// <summary>What a running task or actor call may know of itself.</summary>
public abstract class RayContext
{
    private protected RayContext() { }

    /// <summary>The context of the code that runs here; null outside of tasks and actors.</summary>
    public static RayContext? Current => (WaitScope.Current as IContextSource)?.Context;

    /// <summary>The task's id.</summary>
    public abstract TaskId TaskId { get; }

    /// <summary>What the task is called.</summary>
    public abstract string TaskName { get; }

    /// <summary>1 at the first try.</summary>
    public abstract int Attempt { get; }

    /// <summary>The actor, in an actor's call.</summary>
    public abstract ActorId? ActorId { get; }

    /// <summary>The worker process.</summary>
    public abstract ProcessId Process { get; }

    /// <summary>The node that the worker process is of.</summary>
    public NodeId NodeId => new(Process.Node);

    /// <summary>The GPUs that were lent to it, as CUDA_VISIBLE_DEVICES names them: numbers, or names where the node was given names. Empty where it asked for none. Ray's get_gpu_ids.</summary>
    public abstract IReadOnlyList<string> GpuIds { get; }

    /// <summary>Cancelled when the task is to stop.</summary>
    public abstract CancellationToken Cancellation { get; }

    /// <summary>Writes to the driver's log, in the category of the task's name: <see cref="RayOptions.LoggerFactory"/>, else the console from Information up.</summary>
    public abstract ILogger Logger { get; }
}

/// <summary>A scope that knows the context of its task.</summary>
internal interface IContextSource
{
    RayContext Context { get; }

    /// <summary>What the task is called.</summary>
    string Name { get; }

    /// <summary>What it printed, if it did. Of those who redirect the console; the scope only tells it the task's end.</summary>
    ref ITaskOutput? Output { get; }
}

/// <summary>What a task printed and did not yet end a line of.</summary>
internal interface ITaskOutput
{
    /// <summary>The task has ended: so has its last line.</summary>
    void TaskEnded();
}
