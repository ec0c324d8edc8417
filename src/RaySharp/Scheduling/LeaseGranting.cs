using RaySharp.Texts;

namespace RaySharp.Scheduling;

/// <summary>Who gets what is free: first tasks that can go on, then requests by depth, then by arrival.</summary>
/// <remarks>
/// (1) A task that can go on waits for CPUs only, and CPUs always come back: whoever holds some ends, waits (and gives them back) or is asked
/// back when idle. Only actors hold CPUs for life; a task that needs more than they leave goes on when all others are free. That is the one case in
/// which CPUs are oversubscribed. (2) A request that lacks something lets others pass, until too many have; then what it lacks is kept for it.
/// (3) Nothing is kept, and no soft limit holds, when nothing runs: what waits could wait for the very request that was held up. So the
/// scheduler itself never closes a circle; what is left is a circle in what users ask for, which is reported.
/// </remarks>
internal sealed class LeaseGranting(NodeState node)
{
    private bool _isStuck;
    private bool _isOverLimit;

    /// <summary>Whether a request that could be granted is held back for the sake of others.</summary>
    public bool HoldsBack { get; private set; }

    public void Run()
    {
        ResumeTasks();
        if (GrantAll()) _isStuck = false;
        while (node.Counts.Active == 0 && node.Queue.Count > 0 && GrantAnyway()) _isStuck = false;
    }

    /// <summary>What a request for this would lack now.</summary>
    public ResourceKinds Lacks(LeaseSpec spec)
    {
        var lacks = node.Ledger.Lacks(spec.Resources);
        if (spec.IsActor) return lacks;
        if (node.Counts.Waiting >= node.Options.WaitingTasks) lacks |= ResourceKinds.Waiting;
        if (spec.RunsAlone) return node.Counts.Exclusive < node.Options.ExclusiveTasks ? lacks : lacks | ResourceKinds.ExclusiveSlot;
        return node.Counts.Shared < node.Options.SlotsPerProcess * Math.Max(1, node.Options.SharedProcesses) ? lacks : lacks | ResourceKinds.SharedSlot;
    }

    private void ResumeTasks()
    {
        while (node.Resuming.Count > 0)
        {
            var first = node.Resuming[0];
            long left = Math.Max(0, node.Ledger.Total.Cpus - node.Counts.LifeCpus);
            if (first.CpusToRun > 0 && Math.Min(first.CpusToRun, left) > node.Ledger.FreeCpus) return;
            node.Resume(first);
        }
    }

    private bool GrantAll()
    {
        var forResuming = node.Resuming.Count > 0 ? ResourceKinds.Cpu : ResourceKinds.None;
        var kept = ResourceKinds.None;
        bool any = HoldsBack = false;
        node.Queue.BeginPass();
        while (node.Queue.Next() is { } next)
        {
            var lacks = Lacks(next.Spec) | (next.Needs & forResuming);
            if ((lacks | (next.Needs & kept)) == ResourceKinds.None)
            {
                node.Queue.CountBypass(next.Needs);
                Grant(next);
                any = true;
                continue;
            }
            HoldsBack |= (lacks & ~ResourceKinds.Waiting) == ResourceKinds.None;
            next.Lacks = lacks | (next.Needs & kept);
            if (next.First.Bypassed >= node.Options.MostBypassed) kept |= lacks & ~ResourceKinds.Waiting;
        }
        return any;
    }

    private bool GrantAnyway()
    {
        WarnOfLimit();
        if (node.Counts.Waiting >= node.Options.MostWaitingTasks) return RefuseTasks();
        node.Queue.BeginPass();
        while (node.Queue.Next() is { } next)
        {
            next.Lacks = Lacks(next.Spec) & ~ResourceKinds.Waiting;
            if (next.Lacks == ResourceKinds.None)
            {
                Grant(next);
                return true;
            }
        }
        ReportStuck();
        return false;
    }

    private void Grant(LeaseClass from)
    {
        var request = node.Queue.TakeFirst(from);
        var lease = node.Leases.Add(request, node.Ledger.Take(request.Spec.Resources, node.Pool.WishOf(request.Spec)));
        node.Counts.Count(lease, 1);
        if (node.Pool.TryAttach(lease)) Lend(lease);
    }

    /// <summary>The lease has its process: tell its owner.</summary>
    public void Lend(NodeLease lease)
    {
        node.SetState(lease, LeaseState.Lent);
        node.Effects.GrantLease(lease.Owner, lease.Request.Number, lease.Id, lease.Process!.Id, lease.Slot, lease.Holding.Gpus);
    }

    private void WarnOfLimit()
    {
        bool isOver = node.Counts.Waiting >= node.Options.WaitingTasks;
        if (isOver && !_isOverLimit)
            node.Effects.Warn($"Tasks that wait for others: {node.Counts.Waiting}; the limit is {node.Options.WaitingTasks}. From here one task at a time is started. Let tasks wait for fewer others, or raise the limit.");
        _isOverLimit = isOver;
    }

    private bool RefuseTasks()
    {
        var refused = node.Queue.RemoveWhere(request => !request.Spec.IsActor);
        foreach (var request in refused)
        {
            node.Effects.RefuseLease(request.Owner, request.Number, LeaseRefusal.TooManyWaiting,
                $"Tasks that wait for others: {node.Counts.Waiting}, and none runs; no more than {node.Options.MostWaitingTasks} may wait. Let tasks wait for fewer others, or raise the limit.");
        }
        return refused.Count > 0;
    }

    private void ReportStuck()
    {
        if (_isStuck || node.Leaving > 0) return;
        _isStuck = true;
        var first = node.Queue.InOrder().First();
        node.Effects.Warn($"Nothing runs, and {CountText.Of(node.Queue.Count, "lease request")} cannot be granted: {first.Spec.Resources} are asked for, {node.Ledger.Free} are free of {node.Ledger.Total}. "
            + "The rest is held by actors and by tasks that wait. End an actor, or ask for less in tasks that wait for others.");
    }
}
