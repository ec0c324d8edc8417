using RaySharp.Actors;
using RaySharp.Membership;
using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>The real actor directory, and the real book of nodes, in the process of the head's node.</summary>
internal sealed class HeadShell : IActorDirectoryEffects, IMembershipEffects
{
    private const int TicksBetweenLooks = 25;
    private static readonly MembershipOptions _patience = new() { PingInterval = TimeSpan.FromMilliseconds(50), SilenceLimit = TimeSpan.FromMilliseconds(LongestSilence), OwnStall = TimeSpan.FromMilliseconds(150) };
    private readonly SimulatedCluster _cluster;
    private readonly NodeShell _node;
    private readonly Dictionary<ulong, (ActorId Actor, int Incarnation)> _requests = [];
    private readonly List<ActorId> _actors = [];
    private readonly HashSet<ActorId> _detached = [];
    private readonly Dictionary<ActorId, uint> _jobs = [];
    private readonly LeaseRoutes _routes = new(ClusterView.HeadNode);
    private readonly HashSet<ulong> _leases = [];
    private readonly ViewCollector _nodes = new();
    private ulong _lastRequest;
    private bool _isTelling;
    private bool _isWatching;

    public HeadShell(SimulatedCluster cluster, NodeShell node)
    {
        _cluster = cluster;
        _node = node;
        Directory = new ActorDirectory(this);
        Membership = new ClusterMembership(this, ClusterView.HeadNode, _patience);
    }

    /// <summary>Of so many ticks, from which on a node is lost.</summary>
    public const int LongestSilence = 400;

    public static ProcessId Process { get; } = ProcessId.HostOf(ClusterView.HeadNode);

    /// <summary>The head as an owner of leases.</summary>
    public static ProcessId LeaseOwner { get; } = new((ulong)ClusterView.HeadNode << 32);

    public int RequestCount => _routes.Count;

    public ActorDirectory Directory { get; }

    public ClusterMembership Membership { get; }

    public void KillSome()
    {
        if (_actors.Count == 0) return;
        var actor = _actors[^_cluster.Random.Next(1, Math.Min(_actors.Count, 4) + 1)];    // the newest: they are still being made
        bool noRestart = _cluster.Random.Next(2) == 0;
        int incarnation = Directory.Find(actor)!.Value.Incarnation;
        ToSelf("kill actor", () => Directory.KillActor(actor, incarnation, noRestart));
    }

    /// <summary>Whether something of a job may go on without its driver.</summary>
    public bool HasDetached(uint job) => _actors.Any(actor => _detached.Contains(actor) && _jobs[actor] == job && Directory.Find(actor) is { Phase: not ActorPhase.Dead });

    /// <summary>Actors that should have ended with their owner.</summary>
    public IEnumerable<ActorId> OutlivedOwner() => _actors.Where(actor => !_cluster.IsAlive(actor.Creator) && !_detached.Contains(actor) && Directory.Find(actor) is { Phase: not ActorPhase.Dead });

    public void EndAll()
    {
        foreach (var actor in _actors)
        {
            ToSelf("handles zero", () => Directory.HandleCountZero(actor));
            ToSelf("kill actor", () => Directory.KillActor(actor, 0, noRestart: true));
        }
    }

    public void Register(ProcessId caller, ulong request, ActorRegistration registration)
    {
        if (registration.IsDetached) _detached.Add(registration.Id);
        _jobs[registration.Id] = registration.Lease.Job;
        Directory.RegisterActor(caller, request, registration);
    }

    /// <summary>A process looks an actor up by name.</summary>
    public void Find(ProcessId caller, int plan, string name)
    {
        var found = Directory.Find("", name);
        if (found is { } living && Directory.Find(living.Id) is not { Phase: not ActorPhase.Dead }) throw new SimulationFailure($"{name} is {living.Id}, which is dead.");
        _cluster.Coverage.Add(found is null ? "no actor of that name" : "actor looked up");
        Reply(caller, new Note("actor found", found?.Id), shell => shell.Actors.Found(plan, found?.Id));
    }

    /// <summary>Somebody waits elsewhere: a node has leases brought back on which nothing runs.</summary>
    public void AskIdle(uint number) => ToNode(number, new Note("ask for idle leases", null, number), node => node.Do(static scheduler => scheduler.AskBackAll()));

    public void Granted(ulong number, ulong lease, ProcessId process)
    {
        bool isWanted = _requests.Remove(_routes.End(number), out var asked);
        if (!_leases.Add(lease)) return;
        var (actor, incarnation) = asked;
        if (incarnation > 1) _cluster.Coverage.Add("actor placed again");
        if (isWanted && process.Node != ClusterView.HeadNode) _cluster.Coverage.Add("actor placed on another node");
        if (isWanted) ToSelf(new Note("actor lease granted", actor, lease), () => Directory.LeaseGranted(actor, incarnation, lease, process));
        else ReturnLease(lease);
    }

    public void Refused(ulong number, string reason)
    {
        if (!_requests.Remove(_routes.End(number), out var asked)) return;
        ToSelf("actor lease refused", () => Directory.LeaseRefused(asked.Actor, asked.Incarnation, reason));
    }

    public void Spilled(ulong number, uint node)
    {
        if (_routes.Spilled(number, node) is { } route) Ask(route);
        else ToNode(node, new Note("cancel actor lease", null, number), shell => shell.LeaseRequestCancelled(LeaseOwner, number));
    }

    /// <summary>Its own node is there from the beginning.</summary>
    public void Start() => _nodes.Add(ClusterView.HeadNode);

    private TimeSpan Now => TimeSpan.FromMilliseconds(_cluster.Time.Now);

    /// <summary>A process asks to be a node.</summary>
    public uint Join() => Membership.Join(null, Now, out uint number) is { } refusal ? throw new SimulationFailure(refusal) : number;

    /// <summary>It works.</summary>
    public void Ready(uint number) => Membership.Ready(number, Now);

    /// <summary>Whether a node is known to others.</summary>
    public bool IsAnnounced(uint node) => !Membership.IsMember(node) || node == ClusterView.HeadNode || Membership.Alive.Contains(node);

    /// <summary>A node asks where another is that is gone.</summary>
    public void TellLost(uint lost, uint asking) => ToNode(asking, new Note("node lost", null, lost), node => node.NodeLost(lost));

    /// <summary>The head looks for silent nodes as long as there may be some: where none is, looking changes nothing, and time would never end.</summary>
    public void Watch()
    {
        if (_isWatching) return;
        _isWatching = true;
        Look();
    }

    private void Look() => _cluster.Faults.After(ClusterView.HeadNode, TicksBetweenLooks, () =>
    {
        Membership.Tick(Now);
        _isWatching = _cluster.Faults.MayBeMissed || _cluster.HasSilent;
        if (_isWatching) Look();
    });

    /// <summary>A process is gone, or the link to it has ended.</summary>
    public void ProcessLost(ProcessId process)
    {
        Directory.ProcessLost(process, "its process was lost");
        if (process != ProcessId.HostOf(process.Node)) return;
        Membership.LinkDown(process.Node, "its link ended");
        foreach (var route in _routes.Unreachable(process.Node)) Ask(route);
    }

    /// <summary>Two that live lost what was on its way between them: one of them ends.</summary>
    public void LinkBroke(ProcessId one, ProcessId other)
    {
        if (!Membership.IsMember(one.Node) || !Membership.IsMember(other.Node)) return;
        var victim = _cluster.VictimOf(one, other);
        if (victim == ProcessId.HostOf(victim.Node)) Membership.LinkDown(victim.Node, "a link of it broke");
        else ToNode(victim.Node, new Note("end process", victim), _ => _cluster.Kill(victim, "its link broke"));
    }

    /// <summary>A node has joined: it gets all that is known.</summary>
    void IMembershipEffects.Joined(uint node)
    {
        _nodes.Add(node);
        var all = _nodes.All;
        ToNode(node, "all nodes", joined => joined.ViewChanged(all, []));
        ToNode(node, "keep processes", joined => joined.Do(static scheduler => scheduler.KeepReady()));
    }

    void IMembershipEffects.Ping(uint node) => ToNode(node, "ping", asked => _cluster.Network.SendControl(asked.Host, Process, "pong", () => Membership.Heard(node, Now)));

    void IMembershipEffects.Gone(uint node, string reason)
    {
        _cluster.Trace($"the head misses node {node}: {reason}");
        _cluster.Missed(node);
        var known = _cluster.Network.Known(Process, node);
        NodeLost(node);
        foreach (var process in known) Directory.ProcessLost(process, "its node was lost");
        _cluster.Network.Close(Process, ProcessId.HostOf(node), () => _cluster.Outcast(node));
    }

    /// <summary>A node is gone: all others hear of it.</summary>
    private void NodeLost(uint number)
    {
        _nodes.Remove(number);
        TellNews();
        _node.NodeLost(number);
        foreach (var route in _routes.NodeLost(number)) Ask(route);
        if (_cluster.IsOver(number)) ToSelf("job ended", () => Directory.JobEnded(number));
        foreach (uint other in _nodes.Nodes.Where(other => other != _node.Number).ToArray()) TellLost(number, other);
    }

    /// <summary>A node is asked whether it may leave; all others hear of it before.</summary>
    public void Drain(uint number)
    {
        _nodes.Drain(number, true);
        TellNews();
        ToNode(number, "drain", node =>
        {
            bool mayLeave = node.TryDrain();
            _cluster.Coverage.Add(mayLeave ? "node drained" : "node too busy to leave");
            _cluster.Network.SendControl(node.Host, Process, new Note("drained", mayLeave), () => Drained(number, mayLeave));
        });
    }

    private void Drained(uint number, bool mayLeave)
    {
        if (mayLeave) _cluster.Leave(number);
        _nodes.Drain(number, false);
        TellNews();
    }

    public void Reported(NodeReport report)
    {
        _nodes.Reported(report);
        if (_isTelling || !_nodes.HasNews) return;
        _isTelling = true;
        _cluster.Faults.After(ClusterView.HeadNode, 1 + _cluster.Random.Next(_cluster.Plan.MaxViewDelay), () =>
        {
            _isTelling = false;
            TellNews();
        });
    }

    private void TellNews()
    {
        var (changed, gone) = _nodes.TakeNews();
        foreach (uint node in _nodes.Nodes.ToArray()) ToNode(node, "news of nodes", told => told.ViewChanged(changed, gone));
    }

    private void ToNode(uint number, Note what, Action<NodeShell> deliver) =>
        _cluster.Network.SendControl(Process, ProcessId.HostOf(number), what, () => deliver(_cluster.Node(number)));

    public void Registered(ProcessId caller, ulong request, ActorId actor)
    {
        if (!_actors.Contains(actor)) _actors.Add(actor);
        else _cluster.Coverage.Add("actor found by name");
        Reply(caller, new Note("registered", actor), shell => shell.Actors.Registered((int)request, actor));
    }

    public void RegistrationRefused(ProcessId caller, ulong request, string reason)
    {
        if (!reason.Contains("is gone", StringComparison.Ordinal)) throw new SimulationFailure(reason);
    }

    public void RequestActorLease(ActorId actor, int incarnation, LeaseSpec spec)
    {
        ulong number = ++_lastRequest;
        _requests.Add(number, (actor, incarnation));
        Ask(_routes.Begin(number, spec));
    }

    private void Ask(LeaseRoute route) => ToNode(route.Node, new Note("request actor lease", null, route.Number),
        node => node.LeaseRequested(LeaseOwner, route.Number, route.Spec, route.Hops, route.Doubt));

    public void CancelActorLease(ActorId actor, int incarnation)
    {
        foreach (var (request, _) in _requests.Where(request => request.Value == (actor, incarnation)).ToArray())
        {
            _requests.Remove(request);
            if (_routes.Cancel(request) is { } route) ToNode(route.Node, new Note("cancel actor lease", actor), node => node.LeaseRequestCancelled(LeaseOwner, route.Number));
        }
    }

    public void CreateOn(ProcessId process, ulong lease, ActorRegistration actor, int incarnation) =>
        _cluster.Network.Send(Process, process, new Note("create", actor.Id, (ulong)incarnation),
            () => _cluster.Worker(process).Actors.Create(actor, incarnation, lease));

    public void ActorPlaced(ulong lease) => ToNode(LeaseId.NodeOf(lease), new Note("actor placed", null, lease), node => node.Do(scheduler => scheduler.ActorPlaced(lease)));

    public void StopActor(ProcessId process, ActorId actor, int incarnation)
    {
        _cluster.Coverage.Add("actor stopped in a shared process");
        _cluster.Network.SendControl(Process, process, new Note("stop", actor), () => _cluster.Worker(process).Actors.Stop(actor, incarnation));
    }

    public void ReturnLease(ulong lease)
    {
        _leases.Remove(lease);
        ToNode(LeaseId.NodeOf(lease), new Note("return actor lease", null, lease), node => node.LeaseReturned(lease, false));
    }

    public void JobOver(uint job)
    {
        foreach (uint node in _nodes.Nodes.ToArray()) ToNode(node, new Note("job over", null, job), shell => shell.JobOver(job));
    }

    public void PublishState(ProcessId subscriber, ActorView view) => Reply(subscriber, new Note("state", view), shell => shell.Actors.StateChanged(view));

    private void ToSelf(Note what, Action deliver) => _cluster.Network.SendControl(Process, Process, what, deliver);

    private void Reply(ProcessId to, Note what, Action<OwnerShell> deliver) =>
        _cluster.Network.SendControl(Process, to, what, () => deliver(_cluster.Owner(to)));
}
