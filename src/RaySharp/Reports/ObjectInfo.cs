namespace RaySharp;

/// <summary>One object of the object store, as the node and its owner saw it a moment ago.</summary>
public sealed record ObjectInfo
{
    /// <summary>Its id.</summary>
    public required ObjectId Id { get; init; }

    /// <summary>Bytes of its encoding.</summary>
    public required long Size { get; init; }

    /// <summary>The process that put it, or submitted the task that made it. The object is lost with it.</summary>
    public ProcessId Owner => Id.Task.Owner;

    /// <summary>The process that wrote it.</summary>
    public required ProcessId WrittenBy { get; init; }

    /// <summary>Whether it is in shared memory.</summary>
    public required bool IsInMemory { get; init; }

    /// <summary>Whether there is a copy on disk, beside that in memory or instead of it.</summary>
    public required bool IsOnDisk { get; init; }

    /// <summary>The numbers of the nodes that have it, the one that keeps it first: others drop their copies where room is short.</summary>
    public required IReadOnlyList<int> Nodes { get; init; }

    /// <summary>The processes that have it open: it stays where it is in memory until all of them have closed it.</summary>
    public required IReadOnlyList<ProcessId> Readers { get; init; }

    /// <summary>Whether it stays where it is in memory: some process has it open.</summary>
    public bool IsPinned => IsInMemory && Readers.Count > 0;

    /// <summary>What holds it as far as its owner counts: references there that other processes may know of, unfinished tasks that it was given to, messages on their way, and processes that borrow it. At least 1 while the owner keeps it; 0 once it was freed and is only read to the end; null where the owner did not answer in time.</summary>
    public int? References { get; init; }

    /// <summary>The processes that those references are in, or on their way to; of an unfinished task's arguments the process that submitted it. Empty where the owner did not answer in time.</summary>
    public IReadOnlyList<ProcessId> ReferencedBy { get; init; } = [];

    /// <summary>Where the code of its owner made it: method, file and line. Null unless <see cref="RayOptions.RecordCallSites"/> is set.</summary>
    public string? CallSite { get; init; }
}
