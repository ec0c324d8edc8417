namespace RaySharp.Scheduling;

/// <summary>An amount of every resource. Immutable; in steps of 1/10000, memory in bytes. Never negative.</summary>
internal sealed class ResourceSet : IEquatable<ResourceSet>
{
    /// <summary>One whole CPU, GPU or custom resource.</summary>
    public const long One = 10_000;

    private readonly CustomAmount[] _custom;    // by name, ordinal; no zeros

    private ResourceSet(long cpus, long gpus, long memory, CustomAmount[] custom)
    {
        Cpus = cpus;
        Gpus = gpus;
        Memory = memory;
        _custom = custom;
    }

    public static ResourceSet Empty { get; } = new(0, 0, 0, []);

    /// <summary>In steps of 1/10000.</summary>
    public long Cpus { get; }

    /// <summary>In steps of 1/10000.</summary>
    public long Gpus { get; }

    public long Memory { get; }

    public ReadOnlySpan<CustomAmount> Custom => _custom;

    public bool IsEmpty => (Cpus | Gpus | Memory) == 0 && _custom.Length == 0;

    public ResourceKinds Kinds =>
        (Cpus > 0 ? ResourceKinds.Cpu : 0) | (Gpus > 0 ? ResourceKinds.Gpu : 0)
        | (Memory > 0 ? ResourceKinds.Memory : 0) | (_custom.Length > 0 ? ResourceKinds.Custom : 0);

    /// <summary>Makes a set of what a user asked for.</summary>
    /// <exception cref="ArgumentException">An amount is not one that can be had.</exception>
    public static ResourceSet Of(double cpus = 0, double gpus = 0, long memory = 0, IReadOnlyDictionary<string, double>? custom = null)
    {
        long gpuUnits = ResourceAmount.Units("Gpus", gpus);
        if (gpuUnits > One && gpuUnits % One != 0)
            throw new ArgumentException($"Gpus = {ResourceAmount.Text(gpuUnits)} was asked for. Above 1 only whole GPUs can be had: a share is a share of one device.");
        if (memory < 0) throw new ArgumentException($"Memory = {memory} was asked for. Ask for 0 bytes or more.");
        return new ResourceSet(ResourceAmount.Units("Cpus", cpus), gpuUnits, memory, custom is null ? [] : CustomAmount.Sorted(custom));
    }

    /// <summary>Makes a set of sums, which may be what nobody could ask for: one and a half GPUs.</summary>
    /// <exception cref="ArgumentException">An amount is negative, or a resource is named twice.</exception>
    public static ResourceSet OfUnits(long cpus, long gpus, long memory, IEnumerable<CustomAmount> custom)
    {
        CustomAmount[] sorted = [.. custom.Where(amount => amount.Units != 0).OrderBy(amount => amount.Name, StringComparer.Ordinal)];
        if ((cpus | gpus | memory) < 0 || sorted.Any(amount => amount.Units < 0))
            throw new ArgumentException($"Less than nothing was named of a resource: {cpus} and {gpus} units, {memory} bytes, {string.Join(", ", sorted)}.");
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Name == sorted[i - 1].Name) throw new ArgumentException($"Resource '{sorted[i].Name}' was named twice.");
        }
        return new ResourceSet(cpus, gpus, memory, sorted);
    }

    /// <summary>Both together; at most as much as can be counted.</summary>
    public ResourceSet Add(ResourceSet other) => Combine(other, 1);

    /// <exception cref="InvalidOperationException">There is less than that.</exception>
    public ResourceSet Subtract(ResourceSet other) => Covers(other)
        ? Combine(other, -1)
        : throw new InvalidOperationException($"{other} was taken from {this}, which does not hold as much.");

    /// <summary>That often; at most as much as can be counted.</summary>
    public ResourceSet Times(int count)
    {
        long Product(long units) => units <= long.MaxValue / Math.Max(1, count) ? units * count : long.MaxValue;
        return new(Product(Cpus), Product(Gpus), Product(Memory), [.. _custom.Select(amount => amount with { Units = Product(amount.Units) })]);
    }

    /// <summary>The most of each resource that either has.</summary>
    public ResourceSet Max(ResourceSet other) => new(Math.Max(Cpus, other.Cpus), Math.Max(Gpus, other.Gpus), Math.Max(Memory, other.Memory),
        [.. _custom.Concat(other._custom).GroupBy(amount => amount.Name).Select(same => new CustomAmount(same.Key, same.Max(amount => amount.Units))).OrderBy(amount => amount.Name, StringComparer.Ordinal)]);

    public bool Covers(ResourceSet other) => Lacks(other) == ResourceKinds.None;

    /// <summary>The kinds of which this has less than <paramref name="other"/>.</summary>
    public ResourceKinds Lacks(ResourceSet other)
    {
        var lacks = (other.Cpus > Cpus ? ResourceKinds.Cpu : 0) | (other.Gpus > Gpus ? ResourceKinds.Gpu : 0)
            | (other.Memory > Memory ? ResourceKinds.Memory : 0);
        foreach (var amount in other._custom)
        {
            if (amount.Units > AmountOf(amount.Name)) return lacks | ResourceKinds.Custom;
        }
        return lacks;
    }

    /// <summary>How much of a custom resource, in steps of 1/10000.</summary>
    public long AmountOf(string name)
    {
        foreach (var amount in _custom)
        {
            if (amount.Name == name) return amount.Units;
        }
        return 0;
    }

    /// <summary>The same with other amounts of CPUs and GPUs.</summary>
    public ResourceSet With(long cpus, long gpus) => cpus == Cpus && gpus == Gpus ? this : new(cpus, gpus, Memory, _custom);

    /// <summary>The same with another amount of memory.</summary>
    public ResourceSet WithMemory(long memory) => memory == Memory ? this : new(Cpus, Gpus, memory, _custom);

    public bool Equals(ResourceSet? other) => other is not null
        && Cpus == other.Cpus && Gpus == other.Gpus && Memory == other.Memory && _custom.AsSpan().SequenceEqual(other._custom);

    public override bool Equals(object? obj) => Equals(obj as ResourceSet);

    /// <summary>The same in every process: no seed of this process goes in.</summary>
    public override int GetHashCode()
    {
        ulong hash = StableHash.Mix(StableHash.Mix(StableHash.Mix(StableHash.Start, (ulong)Cpus), (ulong)Gpus), (ulong)Memory);
        foreach (var amount in _custom) hash = StableHash.Mix(StableHash.Mix(hash, amount.Name), (ulong)amount.Units);
        return (int)(hash ^ (hash >> 32));
    }

    public override string ToString() => ResourceText.Describe(this);

    private ResourceSet Combine(ResourceSet other, int sign)
    {
        if (other.IsEmpty) return this;
        var custom = other._custom.Length == 0 ? _custom : CustomAmount.Combine(_custom, other._custom, sign);
        return new ResourceSet(Sum(Cpus, sign * other.Cpus), Sum(Gpus, sign * other.Gpus), Sum(Memory, sign * other.Memory), custom);
    }

    public static long Sum(long one, long other) => one > 0 && other > long.MaxValue - one ? long.MaxValue : one + other;
}
