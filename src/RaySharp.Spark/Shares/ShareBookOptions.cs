namespace RaySharp.Spark.Shares;

/// <summary>How large a node is, in Spark's measure, and how patient its book is.</summary>
internal sealed record ShareBookOptions
{
    /// <summary>Cores that one task of Spark takes (<c>spark.task.cpus</c>).</summary>
    public int CoresPerShare { get; init; } = 1;

    /// <summary>Tasks that a node's CPUs take.</summary>
    public int SharesPerNode { get; init; } = 1;

    /// <summary>Tasks that an executor runs at a time, however many cores it has: its GPUs are enough for no more. Null: its cores decide.</summary>
    public int? MostSharesPerExecutor { get; init; }

    /// <summary>How long nodes may wait for cores, once the book is to be impatient; and how long it then pauses.</summary>
    public TimeSpan PendingLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The pause after a failed operation; it doubles with each that follows, unless one lived so long as to be <see cref="Stable"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Stable { get; init; } = TimeSpan.FromMinutes(1);
}
