namespace RaySharp.Scheduling;

/// <summary>Which share of which GPU is free. A share is of one device; several devices are whole.</summary>
internal sealed class GpuInventory
{
    private readonly List<State> _devices = [];    // by index

    /// <summary>All there are, in steps of 1/10000.</summary>
    public long Total { get; private set; }

    public long Free { get; private set; }

    /// <summary>The devices are these. One that is gone stays with its lease until that ends.</summary>
    public void Replace(IReadOnlyList<GpuDevice> devices)
    {
        foreach (var state in _devices) state.IsThere = false;
        foreach (var device in devices)
        {
            var state = _devices.Find(known => known.Device.Index == device.Index);
            if (state is null) _devices.Add(state = new State { Free = ResourceSet.One });
            state.Device = device;
            state.IsThere = true;
        }
        _devices.RemoveAll(state => !state.IsThere && state.Free == ResourceSet.One);
        _devices.Sort((a, b) => a.Device.Index.CompareTo(b.Device.Index));
        Count();
    }

    public bool CanTake(long units)
    {
        if (units == 0) return true;
        if (units < ResourceSet.One) return BestShare(units) is not null;
        return WholeFree() >= units / ResourceSet.One;
    }

    /// <summary>Takes a share of certain devices.</summary>
    public void TakeFrom(int[] indices, long units)
    {
        foreach (int index in indices) _devices.Find(state => state.Device.Index == index)!.Free -= Math.Min(units, ResourceSet.One);
        if (indices.Length > 0) Count();
    }

    /// <summary>Takes what <see cref="CanTake"/> said there is.</summary>
    public int[] Take(long units, GpuWish? wish = null)
    {
        if (units == 0) return [];
        wish ??= GpuWish.None;
        long each = Math.Min(units, ResourceSet.One);
        State[] chosen = each < ResourceSet.One ? [ChooseShare(units, wish)] : ChooseWhole((int)(units / ResourceSet.One), wish);
        foreach (var state in chosen) state.Free -= each;
        Count();
        return [.. chosen.Select(state => state.Device.Index).Order()];
    }

    public void Return(int[] indices, long units)
    {
        foreach (int index in indices) _devices.Find(state => state.Device.Index == index)!.Free += Math.Min(units, ResourceSet.One);
        _devices.RemoveAll(state => !state.IsThere && state.Free == ResourceSet.One);
        if (indices.Length > 0) Count();
    }

    /// <summary>The same as it is now, to try out what would be.</summary>
    public GpuInventory Copy() => CopyWith(static state => state.Free);

    /// <summary>The same with nothing lent.</summary>
    public GpuInventory CopyUnlent() => CopyWith(static _ => ResourceSet.One);

    /// <summary>The fullest device that has the share: the others stay whole.</summary>
    private State? BestShare(long units)
    {
        State? best = null;
        foreach (var state in _devices)
        {
            if (state.IsThere && state.Free >= units && (best is null || state.Free < best.Free)) best = state;
        }
        return best;
    }

    /// <summary>Of the devices that are as full as the best, one that is wished for.</summary>
    private State ChooseShare(long units, GpuWish wish)
    {
        var best = BestShare(units)!;
        State[] asGood = [.. _devices.Where(state => state.IsThere && state.Free == best.Free)];
        var preferred = wish.Preferred.Select(indices => Array.Find(asGood, state => state.Device.Index == indices[0])).FirstOrDefault(static state => state is not null);
        return preferred ?? Array.Find(asGood, state => !wish.Avoided.Contains(state.Device.Index)) ?? best;
    }

    /// <summary>Those that are wished for, where they are whole; else from the smallest group that has enough, else from the largest groups on.</summary>
    private State[] ChooseWhole(int count, GpuWish wish)
    {
        foreach (int[] indices in wish.Preferred)
        {
            State[] wished = [.. _devices.Where(state => state.IsWhole && indices.Contains(state.Device.Index))];
            if (wished.Length == count) return wished;
        }
        var groups = _devices.Where(state => state.IsWhole).OrderBy(state => wish.Avoided.Contains(state.Device.Index)).GroupBy(state => state.Device.Group).Select(group => group.ToArray()).ToArray();
        var enough = groups.Where(group => group.Length >= count).MinBy(group => group.Length);
        return [.. (enough ?? groups.OrderByDescending(group => group.Length).SelectMany(group => group)).Take(count)];
    }

    private GpuInventory CopyWith(Func<State, long> free)
    {
        GpuInventory copy = new();
        foreach (var state in _devices) copy._devices.Add(new State { Device = state.Device, IsThere = state.IsThere, Free = free(state) });
        copy.Count();
        return copy;
    }

    private int WholeFree()
    {
        int count = 0;
        foreach (var state in _devices) count += state.IsWhole ? 1 : 0;
        return count;
    }

    private void Count()
    {
        Total = Free = 0;
        foreach (var state in _devices)
        {
            if (!state.IsThere) continue;
            Total += ResourceSet.One;
            Free += state.Free;
        }
    }

    private sealed class State
    {
        public GpuDevice Device { get; set; }

        public long Free { get; set; }

        public bool IsThere { get; set; }

        public bool IsWhole => IsThere && Free == ResourceSet.One;
    }
}
