using RaySharp.Arena;
using RaySharp.Ownership;

namespace RaySharp.Simulation;

/// <summary>What a seed makes of the cluster and of its faults.</summary>
internal sealed class SimulationPlan
{
    public SimulationPlan(Random random)
    {
        Cpus = random.Next(1, 9);
        SharedProcesses = random.Next(1, 4);
        ReadyExclusive = random.Next(0, 3);
        SlotsPerProcess = random.Next(4) == 0 ? random.Next(1, 4) : 64;
        ExclusiveTasks = random.Next(4) == 0 ? 1 : 16;
        WaitingTasks = random.Next(3) == 0 ? random.Next(1, 4) : 1000;
        MostBypassed = random.Next(0, 5);
        Owners = random.Next(1, 4);
        RootTasks = random.Next(3, 26);
        MaxDepth = random.Next(0, 4);
        MaxRequests = random.Next(1, 11);
        Kills = random.Next(6) switch { 0 or 1 => 0, 2 => random.Next(10, 40), _ => random.Next(1, 6) };
        OwnerKills = random.Next(4) == 0 ? 1 : 0;
        StartFailPercent = random.Next(4) == 0 ? 30 : 0;
        DoubledPercent = random.Next(2) == 0 ? 0 : random.Next(1, 20);
        CancelPercent = random.Next(3) == 0 ? random.Next(1, 20) : 0;
        PoisonPercent = random.Next(4) == 0 ? 5 : 0;
        Actors = random.Next(3) == 0 ? 0 : random.Next(1, 6);
        ActorKills = random.Next(3) == 0 ? random.Next(3, 20) : random.Next(0, 3);
        Calls = random.Next(5, 40);
        MaxDelay = random.Next(2) == 0 ? 3 : 40;
        MaxWork = random.Next(3) == 0 ? 400 : 12;
        LongDoubles = random.Next(2) == 0;
        MemoryEnds = random.Next(3) == 0 ? random.Next(1, 8) : 0;
        OtherNodes = random.Next(5) < 2 ? 0 : random.Next(1, 5);
        Joins = OtherNodes > 0 ? random.Next(0, 3) : 0;
        NodeKills = OtherNodes > 0 ? random.Next(0, 1 + OtherNodes) : 0;
        MaxViewDelay = random.Next(2) == 0 ? 5 : 300;
        HeadHasCpus = OtherNodes == 0 || random.Next(3) != 0;
        Drains = OtherNodes > 0 ? random.Next(0, 4) : 0;
        MemoryRetries = new(MemoryRetries.Default.Most, TimeSpan.FromMilliseconds(random.Next(4) == 0 ? 0 : random.Next(1, 50)));
        Drivers = random.Next(2) == 0 ? 0 : random.Next(1, 4);
        DriverKills = random.Next(0, 1 + Drivers);
        EndlessPercent = Drivers > 0 && random.Next(2) == 0 ? 20 : 0;
        Freezes = IsCluster && random.Next(3) == 0 ? random.Next(1, 5) : 0;
        Partitions = IsCluster && random.Next(3) == 0 ? random.Next(1, 6) : 0;
        BrokenLinks = IsCluster && random.Next(3) == 0 ? random.Next(1, 9) : 0;
        StoredPercent = random.Next(2) == 0 ? 0 : random.Next(20, 90);
        StoreBudget = new ArenaBudget(random.Next(2) == 0 ? 2 << 20 : 64 << 20, 1 << 20);
        DamagePercent = random.Next(2) == 0 ? 0 : random.Next(1, 60);
        LineageBytes = random.Next(6) == 0 ? random.Next(0, 10) * 100 : long.MaxValue;
        CollectorDelay = random.Next(3) switch { 0 => 3, 1 => 300, _ => 2000 };
        StallPercent = random.Next(2) == 0 ? 0 : random.Next(10, 90);
        IsLossy = StoredPercent > 0 && OtherNodes > 0 && random.Next(2) == 0;
        IdleAsks = random.Next(4) == 0 ? random.Next(1, 10) : 0;
        if (!IsLossy) return;
        StoredPercent = 90;
        StoreBudget = new ArenaBudget(2 << 20, 1 << 20);
        DamagePercent = random.Next(20, 80);
        CollectorDelay = 20 * MaxWork;
        StallPercent = random.Next(20, 90);
    }

    public int Cpus { get; }

    /// <summary>Nodes beside the head's, from the beginning.</summary>
    public int OtherNodes { get; }

    /// <summary>Nodes that join later.</summary>
    public int Joins { get; }

    public int NodeKills { get; }

    /// <summary>How often a node stands still for a while.</summary>
    public int Freezes { get; }

    /// <summary>How often the network is cut for a while.</summary>
    public int Partitions { get; }

    /// <summary>How often a link breaks between two processes that live.</summary>
    public int BrokenLinks { get; }

    /// <summary>How often a node is asked whether it may leave.</summary>
    public int Drains { get; }

    /// <summary>How often a node is to bring leases back that only are kept.</summary>
    public int IdleAsks { get; }

    /// <summary>How long news of a node may wait before they are told.</summary>
    public int MaxViewDelay { get; }

    /// <summary>Whether the head's node runs anything.</summary>
    public bool HeadHasCpus { get; }

    /// <summary>The node that has everything, and is never killed: without it nothing could be promised.</summary>
    public uint Anchor => HeadHasCpus ? 1u : 2u;

    public bool IsCluster => OtherNodes + Drivers > 0;

    /// <summary>Programs that join, each with a job of its own.</summary>
    public int Drivers { get; }

    /// <summary>How many of those die at work.</summary>
    public int DriverKills { get; }

    /// <summary>Tasks that never end by themselves when their job is over.</summary>
    public int EndlessPercent { get; }

    public int SharedProcesses { get; }

    public int ReadyExclusive { get; }

    public int SlotsPerProcess { get; }

    public int ExclusiveTasks { get; }

    public int WaitingTasks { get; }

    public int MostBypassed { get; }

    public int Owners { get; }

    public int RootTasks { get; }

    public int MaxDepth { get; }

    public int MaxRequests { get; }

    /// <summary>Tasks whose results lie in stores.</summary>
    public int StoredPercent { get; }

    /// <summary>Of each node's store.</summary>
    public ArenaBudget StoreBudget { get; }

    /// <summary>Copies on disk that cannot be read back.</summary>
    public int DamagePercent { get; }

    /// <summary>Most results lie in stores, are made of each other, let go soon, and damaged on disk.</summary>
    public bool IsLossy { get; }

    /// <summary>What owners keep to make lost objects again.</summary>
    public long LineageBytes { get; }

    /// <summary>So long, at most, until it is known that nobody refers to an object.</summary>
    public int CollectorDelay { get; }

    public int Kills { get; }

    public int OwnerKills { get; }

    /// <summary>How often memory is short and a process is ended for it.</summary>
    public int MemoryEnds { get; }

    /// <summary>How soon tasks run again that were ended for it.</summary>
    public MemoryRetries MemoryRetries { get; }

    public int StartFailPercent { get; }

    /// <summary>Whether processes may end so often before they are ready that those who wait are refused.</summary>
    public bool StartsMayFail => StartFailPercent > 0 || Kills >= 3;

    /// <summary>Control messages that come a second time, later.</summary>
    public int DoubledPercent { get; }

    public bool LongDoubles { get; }

    public int CancelPercent { get; }

    public int PoisonPercent { get; }

    public int Actors { get; }

    public int ActorKills { get; }

    public int Calls { get; }

    public int MaxDelay { get; }

    /// <summary>Words of copies, or of their deletion, at which their link stalls for a while.</summary>
    public int StallPercent { get; }

    public int MaxWork { get; }
}
