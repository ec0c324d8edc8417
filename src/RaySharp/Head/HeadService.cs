using RaySharp.Actors;
using RaySharp.Core;
using RaySharp.Messages;
using RaySharp.Node;
using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Head;

/// <summary>The head: knows the actors of the cluster. The shell around <see cref="ActorDirectory"/>; Ray's GCS.</summary>
/// <remarks>
/// (1) A process registers an actor. (2) The directory asks for a lease: its own node, which may name another. (3) The worker of the lease creates it. (4) Whoever subscribed is
/// told where it lives. Events are handled one at a time, in the order they came.
/// </remarks>
internal sealed class HeadService : IActorDirectoryEffects
{
    private readonly CoreProcess _core;
    private readonly NodeService _node;
    private readonly SerialQueue _events = new();
    private readonly ActorDirectory _directory;
    private readonly ActorAliases _aliases = new();
    private readonly Dictionary<ulong, (ActorId Actor, int Incarnation)> _leaseRequests = [];
    private readonly LeaseRoutes _routes;
    private readonly Dictionary<ulong, ProcessId> _leases = [];    // of actors: a grant that comes twice must not return them
    private readonly Dictionary<ActorId, List<ProcessId>> _early = [];
    private ulong _lastRequest;

    public HeadService(CoreProcess core, NodeService node)
    {
        _core = core;
        _node = node;
        _directory = new ActorDirectory(this);
        _routes = new LeaseRoutes(core.Self.Node);
        node.HeadGranted = (request, lease, process) => _events.Post(() => Granted(core.Self, request, lease, process));
        node.HeadRefused = (request, reason) => _events.Post(() => Refused(core.Self, request, reason));
        node.HeadSpilled = (request, other) => _events.Post(() => Spilled(core.Self, request, other));
        core.Unreachable += (process, _) =>
        {
            if (process.IsHost) Unreachable(process.Node);
        };
        var router = core.Router;
        router.On<ActorLeaseGrant>(static (sender, message) => sender == LeaseId.HostOf(message.Lease) && message.Process.Node == sender.Node,
            (from, message) => _events.Post(() => Granted(from.Peer, message.Number, message.Lease, message.Process)));
        router.On<ActorLeaseRefuse>(static sender => sender.IsHost, (from, message) => _events.Post(() => Refused(from.Peer, message.Number, message.Reason)));
        router.On<ActorLeaseSpill>(static sender => sender.IsHost, (from, message) => _events.Post(() => Spilled(from.Peer, message.Number, message.Node)));
        router.On<ActorRegister>(static (sender, message) => sender == message.Id.Creator, (from, message) => _events.Post(() => Register(from.Peer, message)));
        router.On<ActorSubscribe>((from, message) => _events.Post(() => Subscribe(from.Peer, message.Id)));
        router.On<ActorFind>((from, message) => _events.Post(() => Find(from.Peer, message)));
        router.On<ActorKill>((from, message) => _events.Post(() => Kill(from.Peer, message)));
        router.On<ActorUnheld>(static (sender, message) => sender == message.Id.Creator, (_, message) => _events.Post(() =>
        {
            if (_aliases.Unheld(message.Id)) _directory.HandleCountZero(_aliases.Resolve(message.Id));
        }));
        router.On<ActorCreated>((from, message) => _events.Post(() =>
        {
            if (from.Peer == _directory.ProcessOf(message.Id, message.Incarnation)) Created(message);
        }));
        router.On<ActorStopped>((from, message) => _events.Post(() =>
        {
            if (from.Peer == _directory.ProcessOf(message.Id, message.Incarnation)) _directory.ActorStopped(message.Id, message.Incarnation);
        }));
    }

    /// <summary>The other nodes.</summary>
    public Func<IReadOnlyList<uint>> Nodes { get; set; } = static () => [];

    public void ProcessLost(ProcessId process, ProcessFate fate) => _events.Post(() =>
    {
        foreach (var actor in _early.Keys.Where(actor => actor.Creator == process).ToArray())
        {
            _early.Remove(actor, out var waiting);
            foreach (var subscriber in waiting!) _directory.Subscribe(subscriber, actor);
        }
        foreach (ulong lease in _leases.Where(pair => pair.Value == process).Select(pair => pair.Key).ToArray()) _leases.Remove(lease);
        _directory.ProcessLost(process, $"its process is gone. {fate}");
    });

    /// <summary>A node is gone: leases that were asked for there are asked for again. Its processes are told of one by one, by <see cref="ProcessLost"/>.</summary>
    public void NodeLost(uint node) => _events.Post(() =>
    {
        foreach (var route in _routes.NodeLost(node)) Ask(route);
    });

    /// <summary>A driver is gone that had joined. What it ran ends, but for detached actors and what those run.</summary>
    public void JobEnded(uint job) => _events.Post(() => _directory.JobEnded(job));

    void IActorDirectoryEffects.JobOver(uint job)
    {
        _node.JobOver(job);
        foreach (uint node in Nodes()) _core.Peers.Send(ProcessId.HostOf(node), new JobOver(job));
    }

    void IActorDirectoryEffects.Registered(ProcessId caller, ulong request, ActorId actor) => _core.Peers.Send(caller, new ActorRegistered(request, actor, null));

    void IActorDirectoryEffects.RegistrationRefused(ProcessId caller, ulong request, string reason) =>
        _core.Peers.Send(caller, new ActorRegistered(request, new ActorId(caller, request), reason));

    void IActorDirectoryEffects.RequestActorLease(ActorId actor, int incarnation, LeaseSpec spec)
    {
        ulong request = ++_lastRequest;
        _leaseRequests.Add(request, (actor, incarnation));
        Ask(_routes.Begin(request, spec));
    }

    void IActorDirectoryEffects.CancelActorLease(ActorId actor, int incarnation)
    {
        foreach (var (request, _) in _leaseRequests.Where(pair => pair.Value == (actor, incarnation)).ToArray())
        {
            _leaseRequests.Remove(request);    // one that is granted nevertheless goes back at once
            if (_routes.Cancel(request) is { } route) Cancel(route.Number, route.Node);
        }
    }

    void IActorDirectoryEffects.CreateOn(ProcessId process, ulong lease, ActorRegistration actor, int incarnation)
    {
        var creation = (ActorRegister)actor.Creation!;
        _core.Peers.Send(process, new ActorCreate(actor.Id, incarnation, lease, actor.ClassId, creation.MaxConcurrency, creation.Creation));
    }

    void IActorDirectoryEffects.ActorPlaced(ulong lease)
    {
        if (LeaseId.NodeOf(lease) == _core.Self.Node) _node.ActorPlaced(lease);
        else _core.Peers.Send(LeaseId.HostOf(lease), new ActorPlaced(lease));
    }

    void IActorDirectoryEffects.StopActor(ProcessId process, ActorId actor, int incarnation) => _core.Peers.Send(process, new ActorStop(actor, incarnation));

    void IActorDirectoryEffects.ReturnLease(ulong lease) => Return(lease, mayBeReused: false);

    void IActorDirectoryEffects.PublishState(ProcessId subscriber, ActorView view)
    {
        foreach (var id in _aliases.Of(view.Actor))
            _core.Peers.Send(subscriber, new ActorState(id, (int)view.Phase, view.Process, view.Inbox, view.Incarnation, view.Reason, view.Error as byte[] ?? []));
    }

    private void Register(ProcessId caller, ActorRegister message)
    {
        _directory.RegisterActor(caller, message.Request, new ActorRegistration
        {
            Id = message.Id,
            ClassId = message.ClassId,
            ClassName = message.ClassName,
            Lease = message.Lease,
            Owner = caller,
            Name = message.Name,
            Namespace = message.Namespace,
            GetIfExists = message.GetIfExists,
            IsDetached = message.IsDetached,
            MaxRestarts = message.MaxRestarts,
            Creation = message,
        });
        if (message.GetIfExists && message.Name is { } name && _directory.Find(message.Namespace, name) is { } existing && existing.Id != message.Id)
            _aliases.Add(message.Id, existing.Id);
        if (!_early.Remove(message.Id, out var waiting)) return;
        foreach (var subscriber in waiting) Subscribe(subscriber, message.Id);
    }

    /// <summary>A handle may travel faster than the registration of its actor: who asks early waits for it.</summary>
    private void Subscribe(ProcessId subscriber, ActorId actor)
    {
        var real = _aliases.Resolve(actor);
        if (_directory.Find(real) is not null || _directory.IsLost(actor.Creator) || _core.IsGone(actor.Creator)) _directory.Subscribe(subscriber, real);
        else if (_early.TryGetValue(actor, out var waiting)) waiting.Add(subscriber);
        else _early.Add(actor, [subscriber]);
    }

    private void Find(ProcessId caller, ActorFind message)
    {
        var found = _directory.Find(message.Namespace, message.Name);
        _core.Peers.Send(caller, new ActorFound(message.Request, found?.Id ?? default, found?.ClassId ?? 0));
    }

    private void Kill(ProcessId caller, ActorKill message)
    {
        var actor = _aliases.Resolve(message.Id);
        if (_directory.Find(actor) is { } view) _directory.KillActor(actor, view.Incarnation, message.NoRestart);
        _core.Peers.Send(caller, new ActorKilled(message.Request));
    }

    private void Granted(ProcessId host, ulong number, ulong lease, ProcessId process)
    {
        if (!_routes.MayBeAt(number, host.Node)) return;
        bool isWanted = _leaseRequests.Remove(_routes.End(number), out var actor);
        if (!_leases.TryAdd(lease, process)) return;
        if (isWanted) _directory.LeaseGranted(actor.Actor, actor.Incarnation, lease, process);
        else Return(lease, mayBeReused: true);
    }

    private void Refused(ProcessId host, ulong number, string reason)
    {
        if (!_routes.MayBeAt(number, host.Node)) return;
        if (_leaseRequests.Remove(_routes.End(number), out var actor)) _directory.LeaseRefused(actor.Actor, actor.Incarnation, reason);
    }

    private void Spilled(ProcessId host, ulong number, uint node)
    {
        if (!_routes.MayBeAt(number, host.Node)) return;
        if (_routes.Spilled(number, node) is { } route) Ask(route);
        else Cancel(number, node);    // room was taken down for it there
    }

    private void Cancel(ulong number, uint node)
    {
        if (node == _core.Self.Node) _node.CancelForHead(number);
        else _core.Peers.Send(ProcessId.HostOf(node), new LeaseRequestCancel(number, IsForHead: true));
    }

    /// <summary>What was to be sent to a node was not: leases are asked for again.</summary>
    private void Unreachable(uint node) => _events.Post(() =>
    {
        foreach (var route in _routes.Unreachable(node)) Ask(route);
    });

    private void Ask(LeaseRoute route)
    {
        if (route.Node == _core.Self.Node) _node.RequestForHead(route.Number, route.Spec, route.Hops, route.Doubt);
        else _core.Peers.Send(ProcessId.HostOf(route.Node), new Messages.LeaseRequest(route.Number, route.Spec, route.Hops, route.Doubt, IsForHead: true));
    }

    private void Return(ulong lease, bool mayBeReused)
    {
        _leases.Remove(lease);
        if (LeaseId.NodeOf(lease) == _core.Self.Node) _node.LeaseReturned(lease, mayBeReused);
        else _core.Peers.Send(LeaseId.HostOf(lease), new LeaseReturn(lease, mayBeReused));
    }

    private void Created(ActorCreated message)
    {
        if (message.Succeeded) _directory.CreationSucceeded(message.Id, message.Incarnation, message.Inbox);
        else _directory.CreationFailed(message.Id, message.Incarnation, "its constructor failed", message.Error);
    }
}
