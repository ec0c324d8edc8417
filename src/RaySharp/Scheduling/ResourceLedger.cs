namespace RaySharp.Scheduling;

/// <summary>What a node has, and what of it is free.</summary>
/// <remarks>CPUs alone can fall below zero: see <see cref="TakeCpus"/>.</remarks>
internal sealed class ResourceLedger
{
    private readonly ResourceSet _total;
    private readonly GpuInventory _gpus = new();
    private ResourceSet _free;

    public ResourceLedger(ResourceSet total, IReadOnlyList<GpuDevice> gpus)
    {
        _total = total.With(total.Cpus, 0);
        _free = total.With(0, 0);
        FreeCpus = total.Cpus;
        _gpus.Replace(gpus);
    }

    public ResourceSet Total => _total.With(_total.Cpus, _gpus.Total);

    public ResourceSet Free => _free.With(Math.Max(0, FreeCpus), _gpus.Free);

    public long FreeCpus { get; private set; }

    /// <summary>The GPUs, device by device.</summary>
    public GpuInventory Gpus => _gpus;

    public void ReplaceGpus(IReadOnlyList<GpuDevice> devices) => _gpus.Replace(devices);

    /// <summary>What of <paramref name="need"/> is not free now.</summary>
    public ResourceKinds Lacks(ResourceSet need) =>
        (need.Cpus > 0 && need.Cpus > FreeCpus ? ResourceKinds.Cpu : 0)
        | (_gpus.CanTake(need.Gpus) ? 0 : ResourceKinds.Gpu)
        | (_free.Lacks(need) & (ResourceKinds.Memory | ResourceKinds.Custom));

    /// <summary>Takes what does not lack.</summary>
    public Holding Take(ResourceSet need, GpuWish wish)
    {
        var rest = need.With(0, 0);
        _free = _free.Subtract(rest);
        FreeCpus -= need.Cpus;
        return new Holding { Cpus = need.Cpus, Gpus = _gpus.Take(need.Gpus, wish), GpuUnits = need.Gpus, Rest = rest };
    }

    /// <summary>Takes CPUs for a task that goes on, even those that are not there: the caller sees to it that somebody must oversubscribe.</summary>
    public void TakeCpus(Holding holding, long cpus)
    {
        holding.Cpus += cpus;
        FreeCpus -= cpus;
    }

    public void ReturnCpus(Holding holding)
    {
        FreeCpus += holding.Cpus;
        holding.Cpus = 0;
    }

    /// <summary>What can be used before the process that held it is gone: its CPUs and custom resources.</summary>
    public void ReturnLogical(Holding holding)
    {
        ReturnCpus(holding);
        var memory = ResourceSet.Of(memory: holding.Rest.Memory);
        _free = _free.Add(holding.Rest.Subtract(memory));
        holding.Rest = memory;
    }

    public void ReturnAll(Holding holding)
    {
        ReturnCpus(holding);
        _free = _free.Add(holding.Rest);
        _gpus.Return(holding.Gpus, holding.GpuUnits);
        holding.Rest = ResourceSet.Empty;
        holding.Gpus = [];
        holding.GpuUnits = 0;
    }
}
