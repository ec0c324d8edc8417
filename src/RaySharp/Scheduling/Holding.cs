namespace RaySharp.Scheduling;

/// <summary>What a lease has taken from the ledger.</summary>
internal sealed class Holding
{
    /// <summary>In steps of 1/10000; none while its task waits.</summary>
    public long Cpus { get; set; }

    public int[] Gpus { get; set; } = [];

    /// <summary>In steps of 1/10000.</summary>
    public long GpuUnits { get; set; }

    /// <summary>Memory and custom resources.</summary>
    public ResourceSet Rest { get; set; } = ResourceSet.Empty;

    public ResourceKinds Kinds => (Cpus > 0 ? ResourceKinds.Cpu : 0) | (GpuUnits > 0 ? ResourceKinds.Gpu : 0) | Rest.Kinds;
}
