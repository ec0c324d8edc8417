using RaySharp.Scheduling;

namespace RaySharp.Placement;

/// <summary>One node, as another sees it: a little late.</summary>
internal sealed class NodeView(uint number)
{
    private const double PackUntil = 0.5;

    private NodeReport? _last;
    private int _newsSince;
    private bool _isTakenFrom;

    public uint Number { get; } = number;

    public ResourceSet Total { get; private set; } = ResourceSet.Empty;

    public ResourceSet Free { get; private set; } = ResourceSet.Empty;

    /// <summary>The sum of what is asked for there and not lent.</summary>
    public ResourceSet Queued { get; private set; } = ResourceSet.Empty;

    /// <summary>What it said last that is asked for there and not lent.</summary>
    public IReadOnlyList<Demand> Demand => _last?.Demand ?? [];

    /// <summary>Of the own node: whether its scheduler would grant a request at once, which knows more than sums.</summary>
    public Func<LeaseSpec, bool>? Grants { get; init; }

    /// <summary>Somebody could not reach it: nothing is sent there until there are news of it, or others had news twice.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>It is to leave: nothing is sent there, not even what needs nothing.</summary>
    public bool IsDraining => _last?.IsDraining ?? false;

    public bool CouldRun(LeaseSpec spec) => !IsDoubtful && !IsDraining && Total.Covers(spec.Resources);

    public bool HasRoom(LeaseSpec spec) => !IsDoubtful && !IsDraining && (Grants?.Invoke(spec) ?? Free.Covers(spec.Resources));

    /// <summary>News of the node: they stand for all that was taken down since the last. Old ones may come late.</summary>
    public void Update(NodeReport report)
    {
        if (report.Number > (_last?.Number ?? 0) || (report.Number == _last?.Number && report.IsDraining != _last.IsDraining)) Set(report);
    }

    public void Set(NodeReport report)
    {
        _last = report;
        IsDoubtful = _isTakenFrom = false;
        Total = report.IsDraining ? ResourceSet.Empty : report.Total;
        Free = report.IsDraining ? ResourceSet.Empty : report.Free;
        Queued = report.Demand.Aggregate(ResourceSet.Empty, static (sum, demand) => sum.Add(demand.Resources.Times(demand.Count)));
    }

    /// <summary>A request was sent there: the next one sees it, although the node has not said so yet.</summary>
    public void Take(ResourceSet need)
    {
        if (Free.Covers(need)) Free = Free.Subtract(need);
        else Queued = Queued.Add(need);
        _isTakenFrom = true;
        _newsSince = 0;
    }

    public void Doubt()
    {
        IsDoubtful = true;
        _newsSince = 0;
    }

    /// <summary>Others had news, this one had none. When that happens again, what was believed of it is forgotten: a request that was sent there may have been cancelled on its way.</summary>
    public void NothingNew()
    {
        if ((_isTakenFrom || IsDoubtful) && ++_newsSince > 1) Set(_last!);
    }

    /// <summary>The part in use, or asked for, of the resource of which the most is; below one half nodes are as good as empty.</summary>
    public double Score()
    {
        double most = Math.Max(Share(Total.Cpus, Free.Cpus, Queued.Cpus), Math.Max(Share(Total.Gpus, Free.Gpus, Queued.Gpus), Share(Total.Memory, Free.Memory, Queued.Memory)));
        foreach (var amount in Total.Custom) most = Math.Max(most, Share(amount.Units, Free.AmountOf(amount.Name), Queued.AmountOf(amount.Name)));
        return most < PackUntil ? 0 : most;
    }

    private static double Share(long total, long free, long queued) => total == 0 ? 0 : (double)(total - free + queued) / total;
}
