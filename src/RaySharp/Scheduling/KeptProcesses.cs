namespace RaySharp.Scheduling;

/// <summary>Processes with GPUs or an environment of their own that were used and are kept for the next lease which needs the same.</summary>
internal sealed class KeptProcesses
{
    private readonly List<WorkerProcess> _kept = [];     // the last used is the last

    /// <summary>The one that was used longest ago.</summary>
    public WorkerProcess? Oldest => _kept.Count > 0 ? _kept[0] : null;

    public int Count => _kept.Count;

    public void Add(WorkerProcess process) => _kept.Add(process);

    public void Remove(WorkerProcess process) => _kept.Remove(process);

    /// <summary>Null: none is kept with that key.</summary>
    public WorkerProcess? Take(ProcessKey key)
    {
        int index = _kept.FindLastIndex(process => process.Key.Equals(key));
        if (index < 0) return null;
        var taken = _kept[index];
        _kept.RemoveAt(index);
        return taken;
    }

    /// <summary>Of those that may use a device the one that was used longest ago.</summary>
    public WorkerProcess? OldestOn(int device) => _kept.Find(process => process.Key.ShareOf(device) > 0);

    /// <summary>Which devices suit a lease best, as things are kept.</summary>
    public GpuWish WishOf(LeaseSpec spec)
    {
        List<int[]> same = [];
        HashSet<int> others = [];
        for (int i = _kept.Count - 1; i >= 0; i--)
        {
            var key = _kept[i].Key;
            if (key.Gpus.Length > 0 && key.IsLike(spec.Environment, spec.Resources.Gpus)) same.Add(key.Gpus.ToArray());
            else others.UnionWith(key.Gpus.ToArray());
        }
        return new GpuWish(same, others);
    }
}
