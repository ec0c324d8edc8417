using RaySharp.Hosting;
using RaySharp.Spark.Hosting;

namespace RaySharp.Spark;

/// <summary>Sets up RaySharp clusters on Spark: each worker node is a task of Spark, this program is the head and the driver.</summary>
public static class RayOnSpark
{
    private static readonly SemaphoreSlim _turn = new(1);
    private static SparkCluster? _current;

    /// <summary>The cluster that this program has set up.</summary>
    /// <exception cref="RuntimeNotFoundException">There is none.</exception>
    public static SparkCluster Current => Volatile.Read(ref _current) ?? throw new RuntimeNotFoundException("This program has no cluster on Spark. Call RayOnSpark.SetupAsync first.");

    /// <summary>Sets up a cluster in a session of its own, which ends with it. Where Spark is restarted, the nodes come again in another.</summary>
    /// <param name="connection">Spark's address: <c>sc://host:15002</c>; null: what SPARK_REMOTE says, else this machine. See <see cref="SparkSession.ConnectAsync"/>.</param>
    /// <param name="options">How many nodes, and what each lends; null for one node.</param>
    /// <param name="cancel">Ends the set-up; what was begun is taken back.</param>
    /// <exception cref="ArgumentException">The options contradict each other; or this machine's address on the way to Spark cannot be found and they do not say <see cref="SparkClusterOptions.HeadAddress"/>.</exception>
    /// <exception cref="InvalidOperationException">This program has a cluster on Spark already.</exception>
    /// <exception cref="SparkConnectionException">Spark cannot be reached.</exception>
    /// <exception cref="SparkArtifactException">The program's folder is too large to be sent.</exception>
    /// <exception cref="SparkException">Spark refused or could not run what hosts a node, or an executor lacks what a node needs.</exception>
    /// <exception cref="TimeoutException">Not all nodes were ready in time.</exception>
    public static Task<SparkCluster> SetupAsync(string? connection = null, SparkClusterOptions? options = null, CancellationToken cancel = default) =>
        SetupAsync(() => ClusterSession.ConnectAsync(connection, cancel), options, cancel);

    /// <summary>Sets up a cluster in a session at hand, which must live as long as the cluster does.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">How many nodes, and what each lends; null for one node.</param>
    /// <param name="cancel">Ends the set-up; what was begun is taken back.</param>
    /// <exception cref="ArgumentException">The options contradict each other; or this machine's address on the way to Spark cannot be found (only a <see cref="SparkSession"/> says where Spark is) and they do not say <see cref="SparkClusterOptions.HeadAddress"/>.</exception>
    /// <exception cref="InvalidOperationException">This program has a cluster on Spark already.</exception>
    /// <exception cref="SparkArtifactException">The program's folder is too large to be sent.</exception>
    /// <exception cref="SparkException">Spark refused or could not run what hosts a node, or an executor lacks what a node needs.</exception>
    /// <exception cref="TimeoutException">Not all nodes were ready in time.</exception>
    public static Task<SparkCluster> SetupAsync(ISparkSession session, SparkClusterOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return SetupAsync(() => Task.FromResult(new ClusterSession(session, again: null)), options, cancel);
    }

    /// <summary>Sets up a cluster that belongs to no program: its head and its session live in a process of their own on this machine, and it goes on until <see cref="DetachedCluster.ShutdownAsync"/>. Ray's <c>setup_global_ray_cluster</c>.</summary>
    /// <param name="connection">Spark's address, as for <see cref="SetupAsync(string?, SparkClusterOptions?, CancellationToken)"/>.</param>
    /// <param name="options">How many nodes, what each lends, and the file by which programs join: <see cref="RayOptions.JoinFile"/> of <see cref="SparkClusterOptions.Ray"/>.</param>
    /// <param name="cancel">Ends the set-up; what was begun is taken back.</param>
    /// <returns>The cluster, ready. This program has not joined it: <see cref="DetachedCluster.ConnectAsync"/>.</returns>
    /// <exception cref="ArgumentException">The options contradict each other, or have no meaning in another process.</exception>
    /// <exception cref="SparkConnectionException">Spark cannot be reached.</exception>
    /// <exception cref="SparkArtifactException">The program's folder is too large to be sent.</exception>
    /// <exception cref="SparkException">Spark refused or could not run what hosts a node, or an executor lacks what a node needs.</exception>
    /// <exception cref="TimeoutException">Not all nodes were ready in time.</exception>
    /// <exception cref="WorkerStartException">The process of the head did not start.</exception>
    public static Task<DetachedCluster> SetupDetachedAsync(string? connection, SparkClusterOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options.Validated();
        options = options with { Ray = LocalHead.Sendable(options.Ray) };
        return DetachedCluster.StartAsync(SparkHead.Instance, SparkHead.Order(connection, options), options.Ray.JoinFile!, options.Progress, cancel);
    }

    internal static void Ended(SparkCluster cluster) => Interlocked.CompareExchange(ref _current, null, cluster);

    private static async Task<SparkCluster> SetupAsync(Func<Task<ClusterSession>> connect, SparkClusterOptions? options, CancellationToken cancel)
    {
        ProcessRole.RequireProgram();
        options = (options ?? new SparkClusterOptions()).Validated();
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            _ = ProgramPackages.OfThisProgram;      // read while the session is made
            if (_current is not null) throw new InvalidOperationException("This program has a cluster on Spark already, and may have one at a time. Dispose it first, or use RayOnSpark.Current.");
            var host = await SparkHost.StartAsync(await connect().ConfigureAwait(false), options, cancel).ConfigureAwait(false);
            return _current = new SparkCluster(host);
        }
        finally
        {
            _turn.Release();
        }
    }
}
