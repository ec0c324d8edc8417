using Apache.Arrow;
using RaySharp.Hosting;
using RaySharp.Runtime;

namespace RaySharp;

/// <summary>Starts clusters, and what most programs need of the one that runs.</summary>
public static partial class Ray
{
    /// <summary>The runtime that remote calls use here: in a task the worker's, else that of the innermost <see cref="RayRuntime.Use"/>, else the only one that runs.</summary>
    /// <exception cref="RuntimeNotFoundException">None runs, or several and none was chosen.</exception>
    public static RayRuntime Current => RuntimeScope.Current;

    /// <summary>Starts a cluster on this machine: this process drives, worker processes run tasks and actors. Dispose it to end them.</summary>
    /// <param name="options">How; null for all defaults.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <returns>The runtime. Workers may still be starting: calls wait for them.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="WorkerStartException">This process is itself a worker whose start-up hook did not run; or a node of <see cref="RayOptions.LocalNodes"/> did not start.</exception>
    public static async Task<RayRuntime> StartAsync(RayOptions? options = null, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return (await EmbeddedCluster.StartAsync(options ?? new RayOptions(), cancel).ConfigureAwait(false)).Runtime;
    }

    /// <summary>Starts a cluster on this machine whose head has a process of its own: it outlives this program, and others join it by <see cref="RayOptions.JoinFile"/>. Linux only.</summary>
    /// <param name="options">How, and the join file, which must be named.</param>
    /// <param name="cancel">Ends the start; what was begun is taken back.</param>
    /// <returns>The cluster, ready. This program has not joined it: <see cref="DetachedCluster.ConnectAsync"/>.</returns>
    /// <exception cref="ArgumentException">An option is missing, out of its range, or has no meaning here.</exception>
    /// <exception cref="ClusterConnectionException">The head cannot listen where it was asked to.</exception>
    /// <exception cref="WorkerStartException">The head or a node did not start.</exception>
    public static Task<DetachedCluster> StartDetachedAsync(RayOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var sendable = LocalHead.Sendable(options);
        return DetachedCluster.StartAsync(LocalHead.Instance, LocalHead.Order(sendable), sendable.JoinFile!, null, cancel);
    }

    /// <summary>Joins a cluster that another program started, as one more driver: tasks run on its nodes, in processes of this program's own code; actors are found by name. Linux only.</summary>
    /// <param name="address">Where the head is: <c>10.0.0.5:6380</c>; null: where <see cref="RayOptions.JoinFile"/> says.</param>
    /// <param name="options">The <see cref="RayOptions.JoinFile"/>, which must be there, and how this program works: its store, its logs, its namespace. It lends nothing.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>The runtime. Disposed, it ends this program's tasks, objects and actors, but for <see cref="ActorLifetime.Detached"/> ones; the cluster goes on.</returns>
    /// <exception cref="ArgumentException">An option is missing, or has no meaning here.</exception>
    /// <exception cref="ClusterConnectionException">The join file cannot be read or is stale, or the head cannot be reached. Also the failure of whatever waits when the head is gone later.</exception>
    /// <exception cref="AuthenticationException">The secret is not this cluster's, or others can read the file.</exception>
    /// <exception cref="ClusterMismatchException">The head runs another version of RaySharp.</exception>
    /// <exception cref="WorkerStartException">This process is itself a worker whose start-up hook did not run.</exception>
    public static async Task<RayRuntime> ConnectAsync(string? address = null, RayOptions? options = null, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return (await JoinedDriver.ConnectAsync(address, options ?? new RayOptions(), cancel).ConfigureAwait(false)).Runtime;
    }

    /// <inheritdoc cref="RayRuntime.PutAsync"/>
    public static ValueTask<ObjectRef<T>> PutAsync<T>(T value, CancellationToken cancel = default) => Current.PutAsync(value, cancel);

    /// <inheritdoc cref="RayRuntime.BuildBatch"/>
    public static RecordBatchBuilder BuildBatch(Schema schema, int rows, IReadOnlyDictionary<string, long>? capacities = null, CancellationToken cancel = default) => Current.BuildBatch(schema, rows, capacities, cancel);

    /// <inheritdoc cref="RayRuntime.Allocate"/>
    public static StoreBuffer<T> Allocate<T>(int count, CancellationToken cancel = default) where T : unmanaged => Current.Allocate<T>(count, cancel);
}
