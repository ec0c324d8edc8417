using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using RaySharp.Codecs;
using RaySharp.Core;
using RaySharp.Hosting;
using RaySharp.Objects;
using RaySharp.Platform;
using RaySharp.References;
using RaySharp.Store;
using RaySharp.Wire;
using RaySharp.Worker;

namespace RaySharp.Tests.Cluster;

/// <summary>Several nodes whose hosts are in this process, with workers of their own. Nodes 1, 2, ...; each host is a driver, too.</summary>
internal sealed class StoreNodes : IAsyncDisposable
{
    private readonly Dictionary<uint, NodeHost> _hosts = [];
    private readonly List<CoreProcess> _pretended = [];
    private readonly Way _way;
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);
    private readonly string _folder = SessionFiles.Create();

    /// <param name="way">How processes talk.</param>
    /// <param name="count">How many nodes.</param>
    /// <param name="storeBytes">Of each.</param>
    /// <param name="cpus">Of each.</param>
    public StoreNodes(Way way, uint count, long storeBytes = 64 << 20, int cpus = 1)
    {
        _way = way;
        SessionFiles.Remember(_folder, Environment.ProcessId);     // else another test's cluster that looks for dead sessions would remove it
        var settings = NodeSettings.Of(Clusters.Of(way, new RayOptions { Cpus = cpus, WorkerProcesses = 1, ObjectStoreMemory = storeBytes, MemoryThreshold = null }));
        for (uint node = 1; node <= count; node++)
        {
            var seat = new NodeSeat(node, ProcessId.HostOf(1), "nodes", _secret);
            var host = new NodeHost(seat, settings, _folder, "node", way == Way.InProcess, NullLogger.Instance, null, null, null, new MemoryLimits());
            _hosts.Add(node, host);
            host.Start();
        }
    }

    public NodeHost this[uint node] => _hosts[node];

    public CoreProcess Core(uint node) => _hosts[node].Core;

    public CoreRuntime Driver(uint node) => new(Core(node), static () => ValueTask.CompletedTask);

    /// <summary>A driver's object as the driver of another node knows it.</summary>
    public ObjectRef<T> At<T>(uint node, ObjectRef<T> reference)
    {
        reference.Entry.AddHold();      // as if it had travelled there
        return new ObjectRef<T>(Core(node).Objects.GetEntry(reference.Id), CodecRegistry.Get<T>());
    }

    /// <summary>An object of the first node's driver that lies on another node.</summary>
    public async Task<ObjectRef<T>> MakeOnAsync<T>(uint node, T value)
    {
        ObjectId id = new(Core(1).Numbers.Next(), 0);
        return Own<T>(id, await StoreAsync(node, id, value), node);
    }

    /// <summary>The first node's driver owns an object that is said to be there.</summary>
    public ObjectRef<T> Own<T>(ObjectId id, long length, uint node)
    {
        var core = Core(1);
        var entry = new TrackedEntry(id, core.Objects);
        entry.TryComplete(core.Store.OwnValue(id, length, node, null));
        core.Objects.AddHold(entry);
        return new ObjectRef<T>(entry, CodecRegistry.Get<T>());
    }

    public async Task<long> StoreAsync<T>(uint node, ObjectId id, T value)
    {
        var writer = CodecWriter.Gathering(new ReferenceBag());
        CodecRegistry.Get<T>().Write(writer, value);
        return await Core(node).Store.StoreAsync(writer, id, TestContext.Current.CancellationToken).Within($"a value is stored on node {node}");
    }

    /// <summary>A process that says it is the host of a node, and does what the test says.</summary>
    public CoreProcess Pretend(uint node)
    {
        var options = new WireOptions { RunFolder = _folder, Self = ProcessId.HostOf(node), Secret = _secret, ClusterId = "nodes", Role = "pretended", UseRings = _way == Way.Rings };
        var core = new CoreProcess(options, ProcessId.HostOf(1), new CoreOptions(8, long.MaxValue, "default", 64 << 20), NullLogger.Instance);
        _pretended.Add(core);
        return core;
    }

    /// <summary>The host ends without a word; then all are told.</summary>
    public async Task LoseAsync(uint node)
    {
        _hosts.Remove(node, out var host);
        await host!.DisposeAsync().Within($"the end of node {node}");
        foreach (var other in _hosts.Values) other.Core.NodeLost(node, "it was killed");
    }

    /// <summary>Ends when the books of a node's store are so.</summary>
    public async Task UntilAsync(uint node, Func<NodeStore, bool> isSo, string phase)
    {
        var store = _hosts[node].Store;
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            try
            {
                if (store.Look(isSo)) reached.TrySetResult();
            }
            catch (Exception fault)
            {
                reached.TrySetException(fault);     // thrown at the store it would keep it from what it has decided, and its end waits for that
            }
        }
        store.Decided += Look;
        try
        {
            Look();
            await reached.Task.Within(phase, () => store.Look(static store => $"{store.ObjectCount} objects, {store.WaitingCount} wait for room, {store.WaitingPulls} to be pulled, {store.PullingBytes} bytes under way, {store.PulledCount} pulled"));
        }
        finally
        {
            store.Decided -= Look;
        }
    }

    public Task UntilEmptyAsync(uint node, string phase) => UntilAsync(node, static store => store.ObjectCount == 0, phase);

    public long Pulled(uint node) => _hosts[node].Store.Look(static store => store.PulledCount);

    public async ValueTask DisposeAsync()
    {
        foreach (var pretended in _pretended) await pretended.DisposeAsync().Within($"the end of {pretended.Self}");
        foreach (var (node, host) in _hosts) await host.DisposeAsync().Within($"the end of node {node}");
        SessionFiles.Remove(_folder);
    }
}
