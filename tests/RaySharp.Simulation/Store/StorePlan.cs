using RaySharp.Arena;

namespace RaySharp.Simulation.Store;

/// <summary>What a seed makes of the store, of those who use it, and of its faults.</summary>
internal sealed class StorePlan
{
    public const long ExtentBytes = 1 << 20;

    public StorePlan(Random random)
    {
        Budget = new ArenaBudget((ExtentBytes * (random.Next(2) == 0 ? random.Next(1, 5) : random.Next(5, 24))) + (ArenaBudget.PageBytes * random.Next(0, 16)), ExtentBytes);
        Processes = random.Next(2, 6);
        Puts = random.Next(10, 100);
        Gets = random.Next(5, 150);
        Kills = random.Next(2) == 0 ? 0 : random.Next(1, Processes + 1);
        Duration = random.Next(2) == 0 ? 200 : 3000;
        MaxDelay = random.Next(2) == 0 ? 3 : 40;
        MaxWork = random.Next(3) == 0 ? 300 : 12;
        DiskDelay = random.Next(3) == 0 ? 400 : 10;
        Patience = random.Next(2) == 0 ? random.Next(10, 100) : random.Next(200, 2000);
        CollectEvery = random.Next(3) == 0 ? long.MaxValue : random.Next(5, 300);
        HoarderPercent = random.Next(3) > 0 ? 0 : random.Next(10, 100);
        DeletePercent = random.Next(2) == 0 ? random.Next(0, 30) : random.Next(30, 100);
        CancelPercent = random.Next(2) == 0 ? 0 : random.Next(1, 30);
        SpillFailPercent = Fault(random);
        RestoreFailPercent = Fault(random);
        MemoryFailPercent = Fault(random);
        DiskFailPercent = Fault(random);
        CanPunch = random.Next(4) > 0;
        ReserveLimit = random.Next(3) == 0 ? 0 : random.NextInt64(Budget.Capacity + ExtentBytes);
    }

    public ArenaBudget Budget { get; }

    /// <summary>Up to which size of the whole store memory is made ahead; above the capacity, too.</summary>
    public long ReserveLimit { get; }

    public bool CanPunch { get; }

    public int Processes { get; }

    public int Puts { get; }

    public int Gets { get; }

    public int Kills { get; }

    public int Duration { get; }

    public int MaxDelay { get; }

    /// <summary>How long a value is written, or read.</summary>
    public int MaxWork { get; }

    public int DiskDelay { get; }

    public int Patience { get; }

    /// <summary>How often processes may be asked to collect; after the first time never again, in some.</summary>
    public long CollectEvery { get; }

    /// <summary>Processes that close and return nothing until the end.</summary>
    public int HoarderPercent { get; }

    /// <summary>Objects that are deleted before the end.</summary>
    public int DeletePercent { get; }

    public int CancelPercent { get; }

    public int SpillFailPercent { get; }

    public int RestoreFailPercent { get; }

    public int MemoryFailPercent { get; }

    public int DiskFailPercent { get; }

    /// <summary>Some of them many, some larger than an extent, some larger than all.</summary>
    public long SomeLength(Random random) => random.Next(100) switch
    {
        < 2 => 0,
        < 50 => random.NextInt64(ExtentBytes / 8),
        < 85 => random.NextInt64((ExtentBytes / 2) + 1),
        < 94 => random.NextInt64(2 * ExtentBytes),
        < 99 => random.NextInt64(Budget.Capacity),
        _ => random.NextInt64(3 * Budget.Capacity),
    };

    private static int Fault(Random random) => random.Next(16) switch { < 11 => 0, 11 => 100, _ => random.Next(1, 50) };
}
