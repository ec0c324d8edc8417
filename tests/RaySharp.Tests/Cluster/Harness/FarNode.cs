using System.Diagnostics;
using System.Net;
using RaySharp.Hosting;
using RaySharp.Membership;
using RaySharp.Messages;

namespace RaySharp.Tests.Cluster;

/// <summary>
/// A cluster whose head works itself, and a node apart, with a network between them that can be cut. The clock by which the node is missed is the test's: nobody is
/// missed because the machine is busy.
/// </summary>
internal sealed class FarNode : IAsyncDisposable
{
    /// <summary>Its number.</summary>
    public const uint Number = 2;

    private static readonly RayOptions _options = new() { Cpus = 2, ObjectStoreMemory = 64 << 20, LogToDriver = false };
    private readonly ManualTime _time = new();
    private readonly Relay _toHead = new(), _toNode = new();
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<LocalNodes> _nodes = [];

    private FarNode()
    {
        Cluster = EmbeddedCluster.Start(_options, openAt: "127.0.0.1", heartbeats: _time);
        Cluster.Runtime.Core.NodeGone += (node, reason) => _lost.TrySetResult($"{node}: {reason}");
    }

    public EmbeddedCluster Cluster { get; }

    /// <summary>Where the node is, rather than elsewhere.</summary>
    public static SchedulingStrategy There { get; } = SchedulingStrategy.NodeAffinity(new NodeId(Number), soft: true);

    /// <summary>Why the head believes that the node is lost.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>The node's process and its workers'.</summary>
    public int[] Machine { get; private set; } = [];

    public static async Task<FarNode> StartAsync()
    {
        FarNode started = new();
        var config = started.Config();
        started._toHead.Target.SetResult(config.HeadPort);
        started.Cluster.Runtime.Core.Directory.Found(Number, new DnsEndPoint("127.0.0.1", started._toNode.Port));
        int pid = await started.AddAsync(config with { HeadPort = started._toHead.Port });
        started._toNode.Target.SetResult(Listener.Of(pid));
        started.Machine = [pid];
        return started;
    }

    /// <summary>Another node, with the same place and no network between.</summary>
    public Task AddAsync() => AddAsync(Config());

    /// <summary>What runs there by now belongs to the machine.</summary>
    public void NoteWorkers() => Machine = [Machine[0], .. DriverChild.ChildrenOf(Machine[0])];

    public void Cut(bool fromNode, bool fromHead)
    {
        _toHead.Cut(forth: fromNode, back: fromHead);
        _toNode.Cut(forth: fromHead, back: fromNode);
    }

    public void Mend()
    {
        _toHead.Mend();
        _toNode.Mend();
    }

    /// <summary>So much time passes that a node is missed which is not heard of.</summary>
    public void PassTime()
    {
        MembershipOptions patience = new();
        for (var passed = TimeSpan.Zero; passed < patience.SilenceLimit + patience.PingInterval; passed += patience.PingInterval) _time.Advance(patience.PingInterval);
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {string.Join(' ', Machine)} 2>/dev/null"]);
        kill.WaitForExit();
    }

    /// <summary>The node ends, with its workers.</summary>
    public async Task EndedAsync()
    {
        foreach (int pid in Machine)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                await process.WaitForExitAsync().Within($"process {pid} ends");
            }
            catch (ArgumentException)
            {
                // Gone already.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Signal("CONT");
        Mend();
        foreach (var nodes in _nodes) await Waits.Within(2 * Waits.Patience, nodes.DisposeAsync().AsTask(), "the node's end");      // after once that time it is killed
        await Cluster.DisposeAsync().Within("the cluster's end");
        await _toHead.DisposeAsync().Within("the end of the network to the head");
        await _toNode.DisposeAsync().Within("the end of the network to the node");
    }

    private NodeConfig Config() => Cluster.ConfigFor(NodeSettings.Of(_options), Waits.Patience) with { AnnouncedHost = "127.0.0.1", Slot = "far" };

    private async Task<int> AddAsync(NodeConfig config)
    {
        var core = Cluster.Runtime.Core;
        var nodes = await LocalNodes.StartAsync([config], Cluster.JoinSecret, Cluster.Membership!, Cluster.View!,
            (node, reason) => core.Peers.Send(ProcessId.HostOf(node), new Shutdown(reason)), static (_, _, _) => { }, Waits.Patience, Waits.Patience, TestContext.Current.CancellationToken);
        _nodes.Add(nodes);
        return nodes.Pids[0];
    }
}
