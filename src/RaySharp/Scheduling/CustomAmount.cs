namespace RaySharp.Scheduling;

/// <summary>An amount of a resource that only the user knows.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="Units">In steps of 1/10000.</param>
internal readonly record struct CustomAmount(string Name, long Units)
{
    public static CustomAmount[] Sorted(IReadOnlyDictionary<string, double> amounts)
    {
        List<CustomAmount> sorted = [];
        foreach (var (name, amount) in amounts)
        {
            ResourceText.CheckName(name);
            long units = ResourceAmount.Units(name, amount);
            if (units > 0) sorted.Add(new CustomAmount(name, units));
        }
        sorted.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return [.. sorted];
    }

    /// <summary>Merges two sorted lists; what comes to zero is left out.</summary>
    public static CustomAmount[] Combine(CustomAmount[] left, CustomAmount[] right, int sign)
    {
        List<CustomAmount> sum = new(left.Length + right.Length);
        int l = 0, r = 0;
        while (l < left.Length || r < right.Length)
        {
            int order = l == left.Length ? 1 : r == right.Length ? -1 : string.CompareOrdinal(left[l].Name, right[r].Name);
            string name = order <= 0 ? left[l].Name : right[r].Name;
            long units = ResourceSet.Sum(order <= 0 ? left[l++].Units : 0, order >= 0 ? sign * right[r++].Units : 0);
            if (units != 0) sum.Add(new CustomAmount(name, units));
        }
        return [.. sum];
    }
}
