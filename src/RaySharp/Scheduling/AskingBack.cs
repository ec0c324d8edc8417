namespace RaySharp.Scheduling;

/// <summary>Asks owners for leases that those who wait could use: only as many as they need, in turn between owners, each lease once.</summary>
internal sealed class AskingBack(NodeState node, LeaseGranting granting)
{
    // What will be free when all that were asked have answered.
    private long _cpus;
    private GpuInventory _gpus = new();      // device by device: halves of two are not a whole one
    private long _shared;
    private long _exclusive;
    private ResourceSet _rest = ResourceSet.Empty;

    public void Run()
    {
        if (node.Queue.Count == 0 && node.Resuming.Count == 0) return;
        if (granting.HoldsBack)    // until nothing runs: a lease that is only kept must not look as if it ran
        {
            All();
            return;
        }
        CoverOwn();
    }

    /// <summary>Asks also for what other nodes' requests wait for: leases that are only kept hide from them that there is room here.</summary>
    public void RunFor(IEnumerable<(ResourceSet Resources, int Count)> elsewhere)
    {
        if (node.Leases.All.Count == 0 || !CoverOwn()) return;
        foreach (var (resources, count) in elsewhere)
        {
            if (!node.Ledger.Total.Covers(resources)) continue;
            LeaseRequest one = new(ProcessId.None, 0, new LeaseSpec { Resources = resources }, 0, 0);
            for (int i = 0; i < count; i++)
            {
                if (!Cover(one, resources, isResuming: false)) return;
            }
        }
    }

    /// <summary>Asks for all leases, whether somebody waits or not.</summary>
    public void All()
    {
        bool any = false;
        while (node.Leases.NextInTurn(candidate => MayAsk(candidate, ref any)) is { } lease) Ask(lease);
    }

    private void Ask(NodeLease lease)
    {
        lease.IsAskedBack = true;
        node.Effects.AskBackLease(lease.Owner, lease.Id);
    }

    /// <summary>False: there is nobody left to ask.</summary>
    private bool CoverOwn()
    {
        BeginWithFree();
        foreach (var lease in node.Leases.All)
        {
            if (lease.IsAskedBack && lease.State == LeaseState.Lent) AddComing(lease);
        }
        foreach (var lease in node.Resuming) Cover(lease.Request, lease.Spec.Resources.With(lease.CpusToRun, 0), isResuming: true);
        foreach (var request in node.Queue.InOrder())
        {
            if (!Cover(request, request.Spec.Resources, isResuming: false)) return false;
        }
        return true;
    }

    /// <summary>False: there is nobody left to ask.</summary>
    private bool Cover(LeaseRequest request, ResourceSet need, bool isResuming)
    {
        while (Lacks(request.Spec, need, isResuming) is var lacks && lacks != ResourceKinds.None)
        {
            bool anyLeft = false;
            var lease = node.Leases.NextInTurn(candidate => MayAsk(candidate, ref anyLeft) && (Gives(candidate) & lacks) != 0 && (isResuming || !IsInterchangeable(candidate, request)));
            if (lease is null) return anyLeft;
            Ask(lease);
            AddComing(lease);
        }
        _cpus -= need.Cpus;
        if (isResuming) return true;
        _gpus.Take(need.Gpus);
        _rest = _rest.Subtract(need.With(0, 0));
        if (request.Spec.RunsAlone) _exclusive--;
        else _shared--;
        return true;
    }

    private ResourceKinds Lacks(LeaseSpec spec, ResourceSet need, bool isResuming)
    {
        var lacks = need.Cpus > Math.Max(0, _cpus) ? ResourceKinds.Cpu : ResourceKinds.None;
        if (isResuming) return lacks;
        lacks |= (_gpus.CanTake(need.Gpus) ? 0 : ResourceKinds.Gpu) | (_rest.Lacks(need) & (ResourceKinds.Memory | ResourceKinds.Custom));
        if (spec.IsActor) return lacks;
        if (spec.RunsAlone) return _exclusive > 0 ? lacks : lacks | ResourceKinds.ExclusiveSlot;
        return _shared > 0 ? lacks : lacks | ResourceKinds.SharedSlot;
    }

    private static bool MayAsk(NodeLease lease, ref bool any)
    {
        if (lease.IsAskedBack || lease.State != LeaseState.Lent || lease.Spec.IsActor) return false;
        return any = true;
    }

    private static ResourceKinds Gives(NodeLease lease) => lease.Holding.Kinds | (lease.Spec.RunsAlone ? ResourceKinds.ExclusiveSlot : ResourceKinds.SharedSlot);

    /// <summary>A lease of the same owner and key helps no request: its owner would use it for the same work.</summary>
    private static bool IsInterchangeable(NodeLease lease, LeaseRequest request) =>
        lease.Owner == request.Owner && lease.Spec.Key == request.Spec.Key && lease.Spec.Key != 0;

    private void BeginWithFree()
    {
        var free = node.Ledger.Free;
        _cpus = node.Ledger.FreeCpus;
        _gpus = node.Ledger.Gpus.Copy();
        _rest = free.With(0, 0);
        _shared = (long)node.Options.SlotsPerProcess * Math.Max(1, node.Options.SharedProcesses) - node.Counts.Shared;
        _exclusive = node.Options.ExclusiveTasks - node.Counts.Exclusive;
    }

    private void AddComing(NodeLease lease)
    {
        _cpus += lease.Holding.Cpus;
        _gpus.Return(lease.Holding.Gpus, lease.Holding.GpuUnits);
        _rest = _rest.Add(lease.Holding.Rest);
        if (lease.Spec.RunsAlone) _exclusive++;
        else _shared++;
    }
}
