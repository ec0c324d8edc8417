using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RaySharp.Core;
using RaySharp.Head;
using RaySharp.Hosting;
using RaySharp.Node;
using RaySharp.Scheduling;
using RaySharp.Tests.Wire;
using RaySharp.Wire;
using RaySharp.Worker;

namespace RaySharp.Tests.Cluster;

/// <summary>Several nodes in this process: the first has head and driver and no CPUs, as a program that lets others work.</summary>
internal sealed class OpenNodes : IAsyncDisposable
{
    private static readonly CoreOptions _options = new(8, long.MaxValue, "default", 64 << 20);
    private readonly SortedDictionary<uint, OpenNode> _nodes = [];
    private readonly HeadService _head;
    private uint _last = 1;    // numbers are never given twice
    private readonly ViewService _view;
    private readonly WireWorld _world = new(rings: true);

    private OpenNodes()
    {
        First = Make(1, ResourceSet.Empty);
        _head = new HeadService(First.Core, First.Node);
        _view = new ViewService(First.Core, First.Node, TimeProvider.System);
        First.Core.ProcessGone = _head.ProcessLost;
        Runtime = new CoreRuntime(First.Core, () => ValueTask.CompletedTask);
    }

    public CoreRuntime Runtime { get; }

    public ViewService View => _view;

    private OpenNode First { get; }

    /// <summary>Nodes 2, 3, ... have so many CPUs; all know of each other when this ends.</summary>
    public static async Task<OpenNodes> StartAsync(params int[] cpus)
    {
        OpenNodes cluster = new();
        cluster.MayGrow(true);
        foreach (int each in cpus) cluster.Join(ResourceSet.Of(each));
        for (uint node = 2; node < 2 + cpus.Length; node++) await cluster.KnowsAsync(node);
        cluster.MayGrow(false);
        return cluster;
    }

    /// <summary>The link of a process that is none of the cluster's with the head.</summary>
    public async Task<Link> VisitAsync(ProcessId visitor, IFrameHandler answers) =>
        await _world.Start(visitor.Value, answers).ConnectAsync(First.Core.Self, TestContext.Current.CancellationToken);

    public void MayGrow(bool may) => First.Node.MayGrow(may ? static _ => true : null);

    public void Join(ResourceSet resources)
    {
        uint number = ++_last;
        var node = Make(number, resources);
        _view.Add(number);
        node.Node.StartReporting();
    }

    /// <summary>A node ends, and the others are told.</summary>
    public Task LoseAsync(uint number) => Lose(number)();

    /// <summary>The others are told that a node is lost; it ends when what is returned is called.</summary>
    public Func<Task> Lose(uint number)
    {
        _nodes.Remove(number, out var lost);
        _view.Remove(number);
        foreach (var left in _nodes.Values)
        {
            left.Core.NodeLost(number, "its node is gone");
            left.Node.NodeLost(number);
        }
        _head.NodeLost(number);
        return async () =>
        {
            await lost!.Node.ShutDownAsync().Within($"the end of node {number}'s workers");
            await lost.Core.DisposeAsync().Within($"the end of node {number}");
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (number, node) in _nodes.Reverse()) await node.Node.ShutDownAsync().Within($"the end of node {number}'s workers");
        _view.Dispose();
        foreach (var (number, node) in _nodes.Reverse()) await node.Core.DisposeAsync().Within($"the end of node {number}");
        await _world.DisposeAsync();
    }

    private Task KnowsAsync(uint node) =>
        Jobs.PlaceJobs.Remote.On(Runtime).With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(node), soft: false) }).NodeNumber().Within($"a task on node {node}");

    private OpenNode Make(uint number, ResourceSet resources)
    {
        var host = ProcessId.HostOf(number);
        ConcurrentDictionary<ProcessId, WorkerHost> workers = new();
        CoreProcess core = new(_world.Options(host.Value), ProcessId.HostOf(1), _options, NullLogger.Instance);
        var launcher = new InProcessLauncher((id, _) => workers.GetOrAdd(id, id => new WorkerHost(_world.Options(id.Value), ProcessId.HostOf(1), _options, LogLevel.None)));
        NodeService node = new(core, launcher, new NodeSchedulerOptions { Resources = resources, SharedProcesses = resources.IsEmpty ? 0 : 1, ReadyExclusive = 0 }, Waits.Patience, Waits.Patience);
        node.Start();
        OpenNode made = new(core, node, workers);
        _nodes.Add(number, made);
        return made;
    }

    private sealed record OpenNode(CoreProcess Core, NodeService Node, ConcurrentDictionary<ProcessId, WorkerHost> Workers);
}
