namespace RaySharp.Store;

/// <summary>What waits for room, the most urgent first: who gets waits for nobody else, who is about to start a task can wait best. Who only waits until an object is there needs no room.</summary>
internal enum StoreUrgency
{
    Get,
    Create,
    Argument,
}

/// <summary>A process that waits for an extent to write in, or an object that waits to be restored.</summary>
internal sealed class StoreRequest(ulong order, StoreUrgency urgency, ProcessId process, ulong number, long bytes, StoredObject? restored)
{
    public ulong Order { get; } = order;

    /// <summary>Rises when somebody more urgent wants the same object.</summary>
    public StoreUrgency Urgency { get; set; } = urgency;

    public ProcessId Process { get; } = process;

    public ulong Number { get; } = number;

    public long Bytes { get; } = bytes;

    public StoredObject? Restored { get; } = restored;

    /// <summary>It lies in a file, and is wanted in memory: where that has no room, it stays.</summary>
    public bool IsMove => Restored is { Extent: not null };

    /// <summary>An extent is being made for it.</summary>
    public bool IsBeingServed { get; set; }

    /// <summary>Memory was waited for in vain: it may lie on disk.</summary>
    public bool MayUseDisk { get; set; }

    /// <summary>The system had no memory for it though the capacity allows it: a new extent lies on disk.</summary>
    public bool HasNoMemory { get; set; }
}
