namespace RaySharp.Simulation.Reconstruction;

/// <summary>What a seed decides.</summary>
internal sealed class LineagePlan
{
    public LineagePlan(Random random)
    {
        Nodes = random.Next(1, 5);
        Tasks = random.Next(1, random.Next(3) == 0 ? 200 : 40);
        Budget = random.Next(4) == 0 ? random.Next(1, 20) * 100 : long.MaxValue;
        NodeLosses = random.Next(3) == 0 ? 0 : random.Next(1, 12);
        ObjectLosses = random.Next(3) == 0 ? 0 : random.Next(1, 60);
        FailureChance = random.Next(3) == 0 ? random.NextDouble() * 0.2 : 0;
        DropChance = random.NextDouble();
        Length = random.Next(500, 5000);
        CollectorDelay = random.Next(1, 400);
        Depth = random.Next(1, 30);
        Reads = random.Next(10, 200);
    }

    public int Nodes { get; }

    public int Tasks { get; }

    public long Budget { get; }

    public int NodeLosses { get; }

    public int ObjectLosses { get; }

    /// <summary>That a task fails which runs again.</summary>
    public double FailureChance { get; }

    /// <summary>That a reference is let go early.</summary>
    public double DropChance { get; }

    /// <summary>For so long things happen; then all settles.</summary>
    public int Length { get; }

    /// <summary>So long, at most, until it is known that nobody refers to a value.</summary>
    public int CollectorDelay { get; }

    /// <summary>Arguments are among so many of the youngest objects.</summary>
    public int Depth { get; }

    public int Reads { get; }
}
