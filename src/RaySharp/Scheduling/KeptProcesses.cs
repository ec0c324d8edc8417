namespace RaySharp.Scheduling;

/// <summary>Processes with GPUs or an environment of their own: which of them live, and which were used and are kept for the next lease that needs the same.</summary>
internal sealed class KeptProcesses
{
    private readonly List<WorkerProcess> _onGpus = [];
    private readonly List<WorkerProcess> _kept = [];     // the last used is the last

    /// <summary>The one that was used longest ago.</summary>
    public WorkerProcess? Oldest => _kept.Count > 0 ? _kept[0] : null;

    public int Count => _kept.Count;

    /// <summary>Those of a job that were kept the last time already, and not used since.</summary>
    public WorkerProcess[] Unused(uint job)
    {
        WorkerProcess[] unused = [.. _kept.Where(process => process.WasIdle && process.Key.Job == job)];
        foreach (var process in _kept.Where(process => process.Key.Job == job)) process.WasIdle = true;
        return unused;
    }

    public void Add(WorkerProcess process) => _kept.Add(process);

    public void Remove(WorkerProcess process) => _kept.Remove(process);

    public void Started(WorkerProcess process)
    {
        if (process.Key.Gpus.Length > 0) _onGpus.Add(process);
    }

    public void Gone(WorkerProcess process)
    {
        _kept.Remove(process);
        _onGpus.Remove(process);
    }

    /// <summary>Whether a process with that key may live beside those that do: no device is used above its whole.</summary>
    public bool HasRoom(ProcessKey key)
    {
        foreach (int gpu in key.Gpus)
        {
            if (Used(gpu, withStopping: true) + key.ShareOf(gpu) > ResourceSet.One) return false;
        }
        return true;
    }

    /// <summary>A process that must end before one with that key can start. Null: none but those that end already.</summary>
    public WorkerProcess? InTheWayOf(ProcessKey key)
    {
        foreach (int gpu in key.Gpus)
        {
            if (Used(gpu, withStopping: false) + key.ShareOf(gpu) > ResourceSet.One && OldestOn(gpu) is { } oldest) return oldest;
        }
        return null;
    }

    /// <summary>Null: none is kept with that key.</summary>
    public WorkerProcess? Take(ProcessKey key)
    {
        int index = _kept.FindLastIndex(process => process.Key.Equals(key));
        if (index < 0) return null;
        var taken = _kept[index];
        _kept.RemoveAt(index);
        return taken;
    }

    /// <summary>Which devices suit a lease best, as things are kept.</summary>
    public GpuWish WishOf(LeaseSpec spec)
    {
        List<int[]> same = [];
        HashSet<int> others = [];
        for (int i = _kept.Count - 1; i >= 0; i--)
        {
            var key = _kept[i].Key;
            if (key.Gpus.Length > 0 && key.IsLike(spec.Job, spec.Environment, spec.Resources.Gpus)) same.Add(key.Gpus.ToArray());
            else others.UnionWith(key.Gpus.ToArray());
        }
        return new GpuWish(same, others);
    }

    private WorkerProcess? OldestOn(int gpu) => _kept.Find(process => process.Key.ShareOf(gpu) > 0);

    private long Used(int gpu, bool withStopping)
    {
        long used = 0;
        foreach (var process in _onGpus) used += withStopping || !process.IsStopping ? process.Key.ShareOf(gpu) : 0;
        return used;
    }
}
