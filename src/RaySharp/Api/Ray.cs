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

    /// <inheritdoc cref="RayRuntime.PutAsync"/>
    public static ValueTask<ObjectRef<T>> PutAsync<T>(T value, CancellationToken cancel = default) => Current.PutAsync(value, cancel);

    /// <inheritdoc cref="RayRuntime.BuildBatch"/>
    public static RecordBatchBuilder BuildBatch(Schema schema, int rows, IReadOnlyDictionary<string, long>? capacities = null, CancellationToken cancel = default) => Current.BuildBatch(schema, rows, capacities, cancel);

    /// <inheritdoc cref="RayRuntime.Allocate"/>
    public static StoreBuffer<T> Allocate<T>(int count, CancellationToken cancel = default) where T : unmanaged => Current.Allocate<T>(count, cancel);
}
