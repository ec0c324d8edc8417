using RaySharp.Scheduling;

namespace RaySharp.Placement;

/// <summary>
/// Decides which node a lease request goes to, in front of the node's own <see cref="NodeScheduler"/>. Pure: events in, calls on
/// <see cref="IPlacementEffects"/> out. Not thread-safe.
/// </summary>
/// <remarks>
/// (1) A request of an owner is placed by the policy: here, or with another node (spillback). (2) One that another node sent here stays, where it could
/// ever run here. (3) What waits here and has room elsewhere, as news of the view say, is sent on. (4) What no known node can run goes to the head's
/// node, which knows best; there it is refused, or waits for nodes to come. (5) What only a node can run that could not be reached waits for news of it.
/// (6) What waits elsewhere and could run here makes owners return leases that they only keep. (7) A node that is to leave sends all on.
/// </remarks>
internal sealed class LeaseRouter(IPlacementEffects effects, NodeScheduler scheduler, ClusterView view, PlacementPolicy policy)
{
    /// <summary>So often a request that waits may be sent on; then it stays where it is, unless only the end of an actor could make room for it there.</summary>
    public const int MostHops = 8;

    /// <summary>So often a request is sent on from nodes that cannot run it. Only views that contradict each other come to that.</summary>
    public const int MostDetours = 3 * MostHops;

    private readonly List<Parked> _parked = [];    // oldest first
    private readonly HashSet<ResourceSet> _warned = [];
    private ulong _arrivals;

    /// <summary>Requests that wait for news of nodes.</summary>
    public int ParkedRequests => _parked.Count;

    /// <summary>What this node says of itself.</summary>
    public NodeReport Report() =>
        new(view.Self, scheduler.Total, scheduler.Free, Demand.Sum(scheduler.Demand.Concat(_parked.Select(static parked => (parked.Spec.Resources, 1)))))
        {
            Arrivals = _arrivals,
            IsBusy = IsBusy,
            IsDraining = view.IsDraining,
        };

    /// <summary>Whether something is lent here or asked for.</summary>
    public bool IsBusy => scheduler.Leases.Count > 0 || scheduler.QueuedRequests > 0 || _parked.Count > 0;

    /// <summary>(7) The node is to leave, which it may while nothing is lent here or asked for; from then on all that comes is sent elsewhere.</summary>
    /// <returns>Whether it may.</returns>
    public bool TryDrain()
    {
        if (IsBusy) return false;
        view.IsDraining = true;
        return true;
    }

    /// <summary>(1) (2) An owner asks for a slot. Its numbers grow; one that does not is a repetition.</summary>
    /// <param name="owner">Who asks.</param>
    /// <param name="number">Its number of the request.</param>
    /// <param name="spec">What it asks for.</param>
    /// <param name="hops">How many nodes sent it on.</param>
    /// <param name="doubt">The node that it was sent to, and that could not be reached; 0: none.</param>
    public void LeaseRequested(ProcessId owner, ulong number, LeaseSpec spec, int hops, uint doubt = 0)
    {
        if (view.IsGone(owner.Node) || !scheduler.IsNew(owner, number)) return;
        view.Doubt(doubt);
        if (owner.Node != view.Self || hops > 0) _arrivals++;
        if (view is { IsAlone: true, IsDraining: false } && scheduler.Total.Covers(spec.Resources) && spec.Strategy.Node is null) scheduler.Admit(owner, number, spec, hops);
        else Place(new Parked(owner, number, spec, hops));
    }

    /// <summary>It may never have come: then it was cancelled on its way from the node that sent it here.</summary>
    public void LeaseRequestCancelled(ProcessId owner, ulong number)
    {
        _arrivals++;
        _parked.RemoveAll(parked => parked.Owner == owner && parked.Number == number);
        scheduler.LeaseRequestCancelled(owner, number);
    }

    /// <summary>A process that asked for leases is dead.</summary>
    public void OwnerLost(ProcessId owner)
    {
        _parked.RemoveAll(parked => parked.Owner == owner);
        scheduler.OwnerLost(owner);
    }

    /// <summary>A worker process has ended; it may have asked for leases.</summary>
    public void ProcessLost(ProcessId process)
    {
        _parked.RemoveAll(parked => parked.Owner == process);
        scheduler.ProcessLost(process);
    }

    /// <summary>A node is gone, with all its processes.</summary>
    public void NodeLost(uint node)
    {
        view.Lose(node);
        _parked.RemoveAll(parked => parked.Owner.Node == node);
        scheduler.NodeLost(node);
        ViewChanged();
    }

    /// <summary>A job's driver is gone, and nothing that outlives it is left.</summary>
    public void JobOver(uint job)
    {
        _parked.RemoveAll(parked => parked.Spec.Job == job);
        scheduler.JobOver(job);
    }

    /// <summary>(3) There are news of other nodes.</summary>
    public void ViewChanged()
    {
        Parked[] parked = [.. _parked];
        _parked.Clear();
        foreach (var request in parked) Place(request);
        if (_parked.Count == 0) _warned.Clear();
        if (view.IsAlone) return;
        if (scheduler.QueuedRequests > 0) SendOn();
        scheduler.AskBackFor(view.DemandElsewhere);
    }

    private void Place(in Parked request)
    {
        var spec = request.Spec;
        var nodes = view.Look();
        if (request.Hops > 0 && !view.IsDraining && scheduler.Total.Covers(spec.Resources) && (spec.Strategy.Node is not { } wanted || spec.Strategy.IsSoft || wanted.Number == view.Self))
        {
            scheduler.Admit(request.Owner, request.Number, spec, request.Hops);
            return;
        }
        var chosen = policy.Choose(nodes, view.Self, spec);
        if (chosen?.Number == view.Self) scheduler.Admit(request.Owner, request.Number, spec, request.Hops);
        else if (request.Hops >= MostDetours) Refuse(request, $"{request.Hops} nodes sent the request on, the last to {(chosen is null ? "none" : $"node {chosen.Number}")}: what nodes say of each other contradicts itself. {PlacementText.WhyNot(spec, nodes)}");
        else if (chosen is not null) Spill(request.Owner, request.Number, spec, chosen);
        else if (nodes.Any(node => node.IsDoubtful && node.Total.Covers(spec.Resources))) _parked.Add(request);    // (5)
        else if (!view.IsHead) effects.SpillLease(request.Owner, request.Number, ClusterView.HeadNode);
        else if (view.MayGrow?.Invoke(spec) == true) Park(request, nodes);
        else if (view.WhyNoMore is { } why) Refuse(request, why);
        else if (view.IsAlone && spec.Strategy.Node is null) scheduler.Admit(request.Owner, request.Number, spec, request.Hops);    // refused, in its words
        else Refuse(request, PlacementText.WhyNot(spec, nodes));
    }

    private void SendOn()
    {
        List<LeaseRequest> sent = [];
        List<LeaseSpec> staying = [];
        var nodes = view.Look();
        foreach (var request in scheduler.Queued)
        {
            if ((request.Hops >= MostHops && scheduler.CanRunBesideActors(request.Spec)) || staying.Exists(request.Spec.IsLike)) continue;
            if (policy.ChooseOther(nodes, view.Self, request.Spec) is { } other)
            {
                Spill(request.Owner, request.Number, request.Spec, other);
                sent.Add(request);
            }
            else staying.Add(request.Spec);
        }
        if (sent.Count > 0) scheduler.Withdraw(sent);
    }

    private void Spill(ProcessId owner, ulong number, LeaseSpec spec, NodeView to)
    {
        to.Take(spec.Resources);
        effects.SpillLease(owner, number, to.Number);
    }

    private void Park(in Parked request, IReadOnlyList<NodeView> nodes)
    {
        _parked.Add(request);
        if (_warned.Add(request.Spec.Resources)) effects.Warn($"A task or actor waits for a node that can run it: {PlacementText.WhyNot(request.Spec, nodes)}");
    }

    private void Refuse(in Parked request, string reason) => effects.RefuseLease(request.Owner, request.Number, LeaseRefusal.Infeasible, reason);

    /// <summary>A request that is not with the scheduler.</summary>
    private readonly record struct Parked(ProcessId Owner, ulong Number, LeaseSpec Spec, int Hops);
}
