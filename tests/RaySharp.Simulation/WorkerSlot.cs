namespace RaySharp.Simulation;

/// <summary>A leased slot, as its worker sees it.</summary>
internal sealed class WorkerSlot(ulong lease, ProcessId owner)
{
    public ulong Lease { get; } = lease;

    public ProcessId Owner { get; } = owner;

    /// <summary>-1 until the node says.</summary>
    public int Index { get; set; } = -1;

    public LinkedList<TaskRun> Inbox { get; } = new();

    public TaskRun? Running { get; set; }

    public ulong Waits { get; set; }

    /// <summary>What runs here waits.</summary>
    public SlotWait? Wait { get; set; }

    public bool HasActor { get; set; }

    public bool IsOrphan { get; set; }
}

/// <summary>A wait, from giving the CPUs back to having them again.</summary>
internal sealed class SlotWait(ulong number, Action goOn)
{
    public ulong Number { get; } = number;

    public Action GoOn { get; } = goOn;

    public bool IsOver { get; set; }
}
