namespace RaySharp.Scheduling;

/// <summary>What a lease may take from a node, coarse enough to compare fast.</summary>
[Flags]
internal enum ResourceKinds
{
    None = 0,
    Cpu = 1,
    Gpu = 2,
    Memory = 4,

    /// <summary>Any custom resource.</summary>
    Custom = 8,

    /// <summary>One of the slots that tasks may run in at a time, in shared processes.</summary>
    SharedSlot = 16,

    /// <summary>One of the processes that may run a task of their own at a time.</summary>
    ExclusiveSlot = 32,

    /// <summary>Room under the limit of waiting tasks.</summary>
    Waiting = 64,
}
