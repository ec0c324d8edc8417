using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Logging;
using RaySharp.ActorClient;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Objects;
using RaySharp.Ownership;
using RaySharp.Platform;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Core;

/// <summary>What driver and workers have in common: links, objects, and the tasks they submit. Ray's core worker.</summary>
internal sealed class CoreProcess : ILinkEvents, IAsyncDisposable
{
    private readonly WireEndpoint _endpoint;
    private readonly SlotOutlets _outlets;
    private readonly Dictionary<ProcessId, ProcessFate> _fates = [];
    private readonly HashSet<ProcessId> _linked = [];
    private readonly HashSet<ProcessId> _gone = [];     // numbers are never given twice
    private readonly Dictionary<uint, HashSet<ProcessId>> _seen = [];     // of other nodes: those that this process has to do with
    private readonly Dictionary<uint, string> _goneNodes = [];
    private readonly TaskCompletionSource _firstAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _runFolder;
    private readonly BrokenLinks _broken;

    /// <param name="wire">The way to the others; its id is this process's.</param>
    /// <param name="head">The process that the head is in.</param>
    /// <param name="options">What is the same in all processes.</param>
    /// <param name="logger">For what the runtime has to say.</param>
    public CoreProcess(WireOptions wire, ProcessId head, CoreOptions options, ILogger logger)
    {
        Router = new MessageRouter();
        _runFolder = wire.RunFolder;
        Node = ProcessId.HostOf(wire.Self.Node);
        Head = head;
        Logger = logger;
        Numbers = new TaskNumbers(wire.Self);
        Peers = new Peers(wire.Self, ConnectAsync, (peer, fault) =>
        {
            Owner?.Unreachable(peer);
            Store?.Opens.Unreachable(peer);
            if (peer.IsHost) Logs?.NodeLost(peer.Node, fault.Message);
            Unreachable?.Invoke(peer, fault);
        });
        Directory = new NodeDirectory(Peers, wire.Self == Node ? head : Node);
        _outlets = new SlotOutlets(ConnectAsync);
        Store = new ObjectStore(Peers, Node, Router, options.Arena, TimeProvider.System);
        ArgumentBudget budget = new(options.MaxPendingArgumentBytes);
        Objects = new ObjectService(Peers, Numbers, Store, Router) { CallSites = new CallSites(options.RecordCallSites), ArgumentBudget = budget };
        Nodes = SeenNodes;
        Store.Opens.Nodes = () => Nodes();
        Reports = new ObjectReports(Peers, Node, () => Nodes(), Objects, Router, TimeProvider.System);
        Logs = new LogReader(Peers, () => [.. Nodes().Append(Node.Node).Distinct().Order()], Router);
        Lineage = new LineageKeeper(Objects, options.LineageBytes);
        Owner = new Owner(Peers, Node, Numbers, Objects, _outlets, Router, budget, Lineage, options.MaxRequests, options.Job, new MemoryRetries(options.MaxMemoryRetries, options.MemoryRetryDelay), TimeProvider.System);
        Actors = new ActorClientService(Peers, head, Numbers, Objects, _outlets, Router, budget, Lineage, options.Namespace, options.Job);
        Router.OnDrained(() =>
        {
            if (Owner.HasAnswers || Actors.HasAnswers) _firstAnswer.TrySetResult();
        });
        Router.On<ProcessDied>((sender, message) => IsAuthority(sender) || sender == ProcessId.HostOf(message.Process.Node), (_, message) => ProcessLost(message.Process, message.Fate));
        Router.On<NodeAddress>(IsAuthority, (_, message) => Directory.Found(message.Node, new DnsEndPoint(message.Host, message.Port)));
        Router.On<NodeGone>(IsAuthority, (_, message) => NodeLost(message.Node, message.Reason));
        Router.Refused += (sender, kind) => Logger.LogDebug("Process {Sender} sent {Kind}, which is not for it to say: it is ignored.", sender, kind);
        _broken = new BrokenLinks(IsGone, message => Peers.Send(Head, message), TimeProvider.System);
        _endpoint = WireEndpoint.Start(wire with { Warn = text => Logger.LogWarning("{Warning}", text) }, Router, this);
    }

    public MessageRouter Router { get; }

    /// <summary>The process that hosts this one's node; this one itself where it is a node host.</summary>
    public ProcessId Node { get; }

    public ProcessId Head { get; }

    /// <summary>Where the other nodes are.</summary>
    public NodeDirectory Directory { get; }

    /// <summary>The nodes of the cluster, as far as this process knows: if nobody tells it, its own and those that it had to do with.</summary>
    public Func<IReadOnlyList<uint>> Nodes { get; set; }

    public ProcessId Self => _endpoint.Self;

    public ILogger Logger { get; }

    public TaskNumbers Numbers { get; }

    public Peers Peers { get; }

    public ObjectStore Store { get; }

    public ObjectService Objects { get; }

    public ObjectReports Reports { get; }

    /// <summary>Reads the nodes' log files.</summary>
    public LogReader Logs { get; }

    /// <summary>Ends when a task or an actor has answered for the first time, and the result was given.</summary>
    public Task FirstAnswer => _firstAnswer.Task;

    /// <summary>Failures of this process's objects that nobody saw.</summary>
    public UnobservedFailures Unobserved => Objects.Unobserved;

    /// <summary>Makes lost objects of this process again.</summary>
    public LineageKeeper Lineage { get; }

    public Owner Owner { get; }

    public ActorClientService Actors { get; }

    public WireEndpoint Endpoint => _endpoint;

    public SlotOutlets Outlets => _outlets;

    /// <summary>Told of a process that cannot be connected to.</summary>
    public Action<ProcessId, Exception>? Unreachable { get; set; }

    /// <summary>Told of links that end, after their last frame.</summary>
    public Action<Link, Exception?>? LinkEnded { get; set; }

    /// <summary>Told of links that begin.</summary>
    public Action<Link>? LinkBegan { get; set; }

    /// <summary>A process of the cluster is gone.</summary>
    public Action<ProcessId, ProcessFate>? ProcessGone { get; set; }

    /// <summary>A node of the cluster is gone, with its processes.</summary>
    public Action<uint, string>? NodeGone { get; set; }

    /// <summary>The link to a process of the cluster, made where there is none.</summary>
    /// <exception cref="AuthenticationException">It is not of the same cluster.</exception>
    /// <exception cref="ClusterMismatchException">It speaks another version of the protocol.</exception>
    public async ValueTask<Link> ConnectAsync(ProcessId peer, CancellationToken cancel)
    {
        if (!TrySee(peer, out string? reason))
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => ProcessLost(peer, ProcessFate.OfNode(peer.Node, reason)), null);     // whoever has to do with it hears of it now
            throw new NodeDiedException($"Process {peer} is gone: node {peer.Node} is lost, {reason}.");
        }
        try
        {
            return await _endpoint.ConnectAsync(peer, cancel).ConfigureAwait(false);
        }
        catch (WireAuthenticationException fault)
        {
            throw new AuthenticationException($"Process {Self} asked process {peer} in '{_runFolder}' for a connection, but they did not prove to each other that they are of one cluster. " +
                "Give both the same cluster secret and cluster id, and run them as the same user.", fault);
        }
        catch (WireVersionException fault)
        {
            throw new ClusterMismatchException($"Process {Self} asked process {peer} in '{_runFolder}' for a connection, but it speaks wire protocol {fault.Theirs}, this process {fault.Ours}. " +
                "Run the same version of RaySharp in all processes; where the program was built anew while it ran, start it again.", fault);
        }
    }

    public bool IsGone(ProcessId process)
    {
        lock (_fates) return _gone.Contains(process) || _goneNodes.ContainsKey(process.Node);
    }

    /// <summary>A process is gone. Where its link here still has frames to read, those come first: its last answers count. May be told twice: by its node, and by the head.</summary>
    public void ProcessLost(ProcessId process, ProcessFate fate)
    {
        lock (_fates)
        {
            if (!_gone.Add(process)) return;
            if (_linked.Contains(process))
            {
                _fates[process] = fate;
                return;
            }
        }
        Lost(process, fate);
    }

    /// <summary>A node is gone with all its processes; whatever still comes from there is refused.</summary>
    public void NodeLost(uint node, string reason)
    {
        ProcessId[] processes;
        lock (_fates)
        {
            if (!_goneNodes.TryAdd(node, reason)) return;
            processes = _seen.Remove(node, out var seen) ? [.. seen] : [];
        }
        Directory.Gone(node, reason);
        _endpoint.Refuse(node);
        var fate = ProcessFate.OfNode(node, reason);
        foreach (var process in processes) ProcessLost(process, fate);
        ProcessLost(ProcessId.HostOf(node), fate);
        Owner.NodeLost(node);
        Store.Opens.NodeLost(node, reason);
        Logs.NodeLost(node, reason);
        NodeGone?.Invoke(node, reason);
    }

    /// <summary>The head is gone, and with it the cluster: whatever waits fails, and whatever is begun from now on. What is in this process stays readable.</summary>
    public void ClusterLost(string reason)
    {
        RemoteFailure failure = new(FailureKind.ClusterLost, "", reason);
        Owner.Close(failure);
        Actors.Close(failure);
        foreach (uint node in Directory.Close(reason).Append(Head.Node).Concat(SeenNodes()).Distinct().Where(node => node != Self.Node)) NodeLost(node, reason);
    }

    /// <summary>Who knows which nodes there are: the own node host, and the head. Of others it is not believed.</summary>
    private bool IsAuthority(ProcessId process) => process == Node || process == Head;

    /// <summary>Notes a process of another node, so that the loss of its node is its loss. False: that node is lost already.</summary>
    private bool TrySee(ProcessId process, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        if (process.Node == Self.Node) return true;
        lock (_fates)
        {
            if (_goneNodes.TryGetValue(process.Node, out reason)) return false;
            if (!_seen.TryGetValue(process.Node, out var seen)) _seen.Add(process.Node, seen = []);
            seen.Add(process);
            return true;
        }
    }

    private IReadOnlyList<uint> SeenNodes()
    {
        lock (_fates) return [Node.Node, .. _seen.Keys];
    }

    private void Lost(ProcessId process, ProcessFate fate)
    {
        Owner.ProcessLost(process, fate);
        Actors.ProcessLost(process);
        Objects.ProcessLost(process, fate.ToString());
        ProcessGone?.Invoke(process, fate);
    }

    public void LinkUp(Link link)
    {
        if (!TrySee(link.Peer, out string? reason)) link.Close(new NodeDiedException($"Node {link.Peer.Node} is lost: {reason}."));
        lock (_fates) _linked.Add(link.Peer);
        LinkBegan?.Invoke(link);
        Peers.LinkUp(link);
    }

    public void LinkDown(Link link, Exception? reason)
    {
        Peers.LinkDown(link);
        LinkEnded?.Invoke(link, reason);
        ProcessFate? fate;
        lock (_fates)
        {
            _linked.Remove(link.Peer);
            _fates.Remove(link.Peer, out fate);
        }
        if (fate is not null) Lost(link.Peer, fate);
        else if (link.Peer.Node != Self.Node && !IsGone(link.Peer)) _broken.Ended(link.Peer);
    }

    /// <summary>The node is in this process: an extent that is lent to this process need not be mapped again.</summary>
    public void AdoptExtent(ulong extent, string path, Mapping writable) => Store.Adopt(extent, path, writable);

    public async ValueTask DisposeAsync()
    {
        _broken.Dispose();
        Peers.Stop();
        _outlets.Stop();
        Owner.Close(new RemoteFailure(FailureKind.Cancelled, "", "The runtime was disposed before the task had ended."));
        Actors.Close(new RemoteFailure(FailureKind.Cancelled, "", "The runtime was disposed before the call had ended."));
        Lineage.Close();
        Store.Close();
        Reports.Close();
        Logs.Close();
        await _endpoint.DisposeAsync().ConfigureAwait(false);
    }
}
