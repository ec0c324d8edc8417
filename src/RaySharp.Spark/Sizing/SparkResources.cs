namespace RaySharp.Spark;

/// <summary>What a Spark cluster has for worker nodes, and the sizes that fit it.</summary>
/// <example><code>
/// var resources = await SparkResources.ReadAsync(session);
/// foreach (var proposal in resources.Propose()) Console.WriteLine(proposal);
/// </code></example>
public sealed record SparkResources
{
    /// <summary>The executors that ran a task for <see cref="ReadAsync"/>, by id. One whose cores were all busy is missing.</summary>
    public required IReadOnlyList<SparkExecutor> Executors { get; init; }

    /// <summary>Cores that a task of Spark takes (<c>spark.task.cpus</c>).</summary>
    public int CoresPerTask { get; init; } = 1;

    /// <summary>Whether Spark brings executors when they are needed, and lets idle ones go (<c>spark.dynamicAllocation.enabled</c>).</summary>
    public bool HasDynamicAllocation { get; init; }

    /// <summary>The most executors that Spark brings (<c>spark.dynamicAllocation.maxExecutors</c>); null: as many as there are now, or nobody says.</summary>
    public int? MaxExecutors { get; init; }

    /// <summary>Reads it through a session: its settings, and a query with as many short tasks as the cluster has cores.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancel">Ends the wait; the query waits for as long as other queries hold all cores.</param>
    /// <exception cref="SparkException">Spark refused or could not run the query.</exception>
    public static Task<SparkResources> ReadAsync(ISparkSession session, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Sizing.ResourceProbe.ReadAsync(session, cancel);
    }

    /// <summary>Sizes that fit: a fixed one; one that scales; one with GPUs, where there are any; and one that leaves a share to Spark's own queries, where there is more than one core.</summary>
    /// <param name="sparkShare">The part of the cluster that the last of them leaves to Spark, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">No executor is known.</exception>
    public IReadOnlyList<ClusterProposal> Propose(double sparkShare = 0.5) => Sizing.SizingPolicy.Propose(this, sparkShare);
}
