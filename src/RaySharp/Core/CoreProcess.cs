using Microsoft.Extensions.Logging;
using RaySharp.ActorClient;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Objects;
using RaySharp.Ownership;
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
    private readonly string _runFolder;

    public CoreProcess(WireOptions wire, ProcessId node, CoreOptions options, ILogger logger)
    {
        Router = new MessageRouter();
        _runFolder = wire.RunFolder;
        Node = node;
        Logger = logger;
        Numbers = new TaskNumbers(wire.Self);
        Peers = new Peers(ConnectAsync, (peer, fault) =>
        {
            Owner?.Unreachable(peer);
            Unreachable?.Invoke(peer, fault);
        });
        _outlets = new SlotOutlets(ConnectAsync);
        Store = new ObjectStore(Peers, node, Router, options.Arena);
        Objects = new ObjectService(Peers, Numbers, Store, Router) { CallSites = new CallSites(options.RecordCallSites) };
        Reports = new ObjectReports(Peers, node, Objects, Router, TimeProvider.System);
        ArgumentBudget budget = new(options.MaxPendingArgumentBytes);
        Owner = new Owner(Peers, node, Numbers, Objects, _outlets, Router, budget, options.MaxRequests, TimeProvider.System);
        Actors = new ActorClientService(Peers, node, Numbers, Objects, _outlets, Router, budget, options.Namespace);
        Router.On<ProcessDied>((_, message) => ProcessLost(message.Process, message.Fate));
        _endpoint = WireEndpoint.Start(wire, Router, this);
    }

    public MessageRouter Router { get; }

    public ProcessId Node { get; }

    public ProcessId Self => _endpoint.Self;

    public ILogger Logger { get; }

    public TaskNumbers Numbers { get; }

    public Peers Peers { get; }

    public ObjectStore Store { get; }

    public ObjectService Objects { get; }

    public ObjectReports Reports { get; }

    /// <summary>Failures of this process's objects that nobody saw.</summary>
    public UnobservedFailures Unobserved => Objects.Unobserved;

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

    /// <summary>The link to a process of the cluster, made where there is none.</summary>
    /// <exception cref="AuthenticationException">It is not of the same cluster.</exception>
    /// <exception cref="ClusterMismatchException">It speaks another version of the protocol.</exception>
    public async ValueTask<Link> ConnectAsync(ProcessId peer, CancellationToken cancel)
    {
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

    /// <summary>A process is gone. Where its link here still has frames to read, those come first: its last answers count.</summary>
    public void ProcessLost(ProcessId process, ProcessFate fate)
    {
        lock (_fates)
        {
            if (_linked.Contains(process))
            {
                _fates[process] = fate;
                return;
            }
        }
        Lost(process, fate);
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
    }

    public async ValueTask DisposeAsync()
    {
        Peers.Stop();
        _outlets.Stop();
        Owner.Close("The runtime was disposed before the task had ended.");
        Actors.Close("The runtime was disposed before the call had ended.");
        Store.Close();
        Reports.Close();
        await _endpoint.DisposeAsync().ConfigureAwait(false);
    }
}
