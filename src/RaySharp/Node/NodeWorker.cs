using RaySharp.MemoryPressure;
using RaySharp.Messages;

namespace RaySharp.Node;

/// <summary>What the node knows of one worker process.</summary>
internal sealed class NodeWorker(ProcessId id)
{
    public ProcessId Id { get; } = id;

    public IWorkerProcess? Process { get; set; }

    public bool IsReady { get; set; }

    public bool IsStopping { get; set; }

    public bool LinkWasUp { get; set; }

    public bool LinkIsDown { get; set; }

    public ProcessFate? Fate { get; set; }

    /// <summary>What it said of itself before it failed to start.</summary>
    public string? StartFailure { get; set; }

    /// <summary>Why the head had it ended.</summary>
    public string? EndedByHead { get; set; }

    /// <summary>Why it was ended when memory was short.</summary>
    public MemoryVictim? EndedForMemory { get; set; }

    public ITimer? StartDeadline { get; set; }

    public ITimer? StopDeadline { get; set; }

    /// <summary>The inboxes of its slots.</summary>
    public Dictionary<int, uint> Slots { get; } = [];

    /// <summary>Grants that wait for their slot to be opened.</summary>
    public Dictionary<int, List<WaitingGrant>> WaitingGrants { get; } = [];
}
