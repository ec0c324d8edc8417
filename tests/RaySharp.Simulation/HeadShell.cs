using RaySharp.Actors;
using RaySharp.Scheduling;

namespace RaySharp.Simulation;

/// <summary>The real actor directory, in the node's process.</summary>
internal sealed class HeadShell : IActorDirectoryEffects
{
    private readonly SimulatedCluster _cluster;
    private readonly NodeShell _node;
    private readonly Dictionary<ulong, (ActorId Actor, int Incarnation)> _requests = [];
    private readonly List<ActorId> _actors = [];
    private readonly HashSet<ActorId> _detached = [];
    private ulong _lastRequest;

    public HeadShell(SimulatedCluster cluster, NodeShell node)
    {
        _cluster = cluster;
        _node = node;
        Directory = new ActorDirectory(this);
    }

    public ActorDirectory Directory { get; }

    public void KillSome()
    {
        if (_actors.Count == 0) return;
        var actor = _actors[^_cluster.Random.Next(1, Math.Min(_actors.Count, 4) + 1)];    // the newest: they are still being made
        bool noRestart = _cluster.Random.Next(2) == 0;
        int incarnation = Directory.Find(actor)!.Value.Incarnation;
        ToSelf("kill actor", () => Directory.KillActor(actor, incarnation, noRestart));
    }

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
        Directory.RegisterActor(caller, request, registration);
    }

    public void Granted(ulong request, ulong lease, ProcessId process)
    {
        var (actor, incarnation) = _requests[request];
        if (incarnation > 1) _cluster.Coverage.Add("actor placed again");
        ToSelf(new Note("actor lease granted", actor, lease), () => Directory.LeaseGranted(actor, incarnation, lease, process));
    }

    public void Refused(ulong request, string reason)
    {
        var (actor, incarnation) = _requests[request];
        ToSelf("actor lease refused", () => Directory.LeaseRefused(actor, incarnation, reason));
    }

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
        ToSelf(new Note("request actor lease", actor), () => _node.Scheduler.LeaseRequested(SimulatedCluster.NodeProcess, number, spec));
    }

    public void CancelActorLease(ActorId actor, int incarnation)
    {
        ulong number = _requests.First(request => request.Value == (actor, incarnation)).Key;
        ToSelf(new Note("cancel actor lease", actor), () => _node.Scheduler.LeaseRequestCancelled(SimulatedCluster.NodeProcess, number));
    }

    public void CreateOn(ProcessId process, ulong lease, ActorRegistration actor, int incarnation) =>
        _cluster.Network.Send(SimulatedCluster.NodeProcess, process, new Note("create", actor.Id, (ulong)incarnation),
            () => _cluster.Worker(process).Actors.Create(actor, incarnation, lease));

    public void ActorPlaced(ulong lease) => ToSelf(new Note("actor placed", null, lease), () => _node.Scheduler.ActorPlaced(lease));

    public void StopActor(ProcessId process, ActorId actor, int incarnation)
    {
        _cluster.Coverage.Add("actor stopped in a shared process");
        _cluster.Network.SendControl(SimulatedCluster.NodeProcess, process, new Note("stop", actor), () => _cluster.Worker(process).Actors.Stop(actor, incarnation));
    }

    public void ReturnLease(ulong lease) => ToSelf(new Note("return actor lease", null, lease), () => _node.LeaseReturned(lease, false));

    public void PublishState(ProcessId subscriber, ActorView view) => Reply(subscriber, new Note("state", view), shell => shell.Actors.StateChanged(view));

    private void ToSelf(Note what, Action deliver) => _cluster.Network.SendControl(SimulatedCluster.NodeProcess, SimulatedCluster.NodeProcess, what, deliver);

    private void Reply(ProcessId to, Note what, Action<OwnerShell> deliver) =>
        _cluster.Network.SendControl(SimulatedCluster.NodeProcess, to, what, () => deliver(_cluster.Owner(to)));
}
