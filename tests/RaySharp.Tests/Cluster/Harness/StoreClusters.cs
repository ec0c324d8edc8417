using System.Collections.Concurrent;
using RaySharp.Hosting;
using RaySharp.Spilling;
using RaySharp.Store;

namespace RaySharp.Tests.Cluster;

/// <summary>Clusters of a test class whose stores a test can look into, one for each way.</summary>
public sealed class StoreClusters : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Way, Lazy<EmbeddedCluster>> _clusters = new();

    internal EmbeddedCluster On(Way way) => _clusters.GetOrAdd(way, static way => new Lazy<EmbeddedCluster>(() => Start(way))).Value;

    /// <summary>A cluster with a store of 64 MiB and one shared worker process, unless the options say otherwise.</summary>
    internal static EmbeddedCluster Start(Way way, RayOptions? options = null, ISpillStorage? storage = null) => EmbeddedCluster.Start(
        Clusters.Of(way, options ?? new RayOptions { Cpus = 2, WorkerProcesses = 1, ObjectStoreMemory = 64 << 20 }), storage);

    public async ValueTask DisposeAsync()
    {
        foreach (var (way, cluster) in _clusters) await cluster.Value.DisposeAsync().Within($"the end with {way}");
    }
}

internal static class StoreLooks
{
    /// <summary>Ends when the books of the store are so.</summary>
    public static async Task UntilAsync(this EmbeddedCluster cluster, Func<NodeStore, bool> isSo, string phase)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            try
            {
                if (cluster.Store.Look(isSo)) reached.TrySetResult();
            }
            catch (Exception fault)
            {
                reached.TrySetException(fault);     // thrown at the store it would keep it from what it has decided, and its end waits for that
            }
        }
        cluster.Store.Decided += Look;
        try
        {
            Look();
            await reached.Task.Within(phase, cluster.Books);
        }
        finally
        {
            cluster.Store.Decided -= Look;
        }
    }

    /// <summary>What the store has, in words.</summary>
    public static string Books(this EmbeddedCluster cluster) => cluster.Store.Look(static store => $"{store.ObjectCount} objects, {store.WaitingCount} wait; of {store.Committed} bytes {store.FreeBytes} are free: " +
        string.Join(" ", store.Extents.Select(static extent => $"[{extent.Id} {extent.State} of {extent.Writer}, {extent.LiveBytes} live: {string.Join(' ', extent.Objects.Values.Select(static stored => $"{(stored.IsSpilling ? "spilling" : stored.IsRestoring ? "restoring" : "")} {stored.Readers.Count} readers"))}]")));

    /// <summary>Ends when nothing is stored.</summary>
    public static Task UntilEmptyAsync(this EmbeddedCluster cluster, string phase) => cluster.UntilAsync(static store => store.ObjectCount == 0, phase);

    /// <summary>Ends when the books of the store are so, with garbage collected until then.</summary>
    public static async Task UntilCollectedAsync(this EmbeddedCluster cluster, Func<NodeStore, bool> isSo, string phase)
    {
        var reached = cluster.UntilAsync(isSo, phase);
        while (!reached.IsCompleted)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }
        await reached;
    }

    public static StoredObject? Find(this EmbeddedCluster cluster, ObjectRef reference) => cluster.Store.Look(store => store.Objects.FirstOrDefault(stored => stored.Id == reference.Id));

    /// <summary>Bytes that this process has copied into the store or out of it.</summary>
    public static long CopiedBytes(this EmbeddedCluster cluster) => cluster.Runtime.Core.Store.CopiedBytes;

    public static bool IsStored(this ObjectRef reference) => reference.Entry.Stored is not null;
}
