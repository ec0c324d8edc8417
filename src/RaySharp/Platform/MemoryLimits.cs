using System.Globalization;

namespace RaySharp.Platform;

/// <summary>The memory limits of this process: of the machine, and of its cgroup (version 1 and 2) and that one's parents.</summary>
/// <param name="root">Where /proc lies: the root folder, in tests another one.</param>
internal sealed class MemoryLimits(string root = "/")
{
    private readonly IReadOnlyList<MemoryCgroup> _cgroups = MemoryCgroup.OfThisProcess(root);

    /// <summary>Reads them anew. A file that is missing or unreadable limits nothing.</summary>
    public MemoryReading Read()
    {
        List<(long Limit, long Used, string Source)> levels = [Machine() ?? AsRuntimeSees()];
        foreach (MemoryCgroup cgroup in _cgroups)
        {
            // Version 1 writes "unlimited" as a number larger than any machine.
            if (cgroup.Read() is { } level && level.Limit < levels[0].Limit)
                levels.Add((level.Limit, level.Used, cgroup.LimitFile));
        }
        var lowest = levels.MinBy(static level => level.Limit);
        var tightest = levels.MinBy(static level => level.Limit - level.Used);
        return new MemoryReading(lowest.Limit, lowest.Used, tightest.Limit - tightest.Used, lowest.Source, tightest.Source);
    }

    private (long Limit, long Used, string Source)? Machine()
    {
        string file = Path.Combine(root, "proc/meminfo");
        string text = TextFile.ReadOrEmpty(file);
        long total = KiloBytes(text, "MemTotal:"), available = KiloBytes(text, "MemAvailable:");
        return total > 0 && available >= 0 ? (total, total - available, file) : null;
    }

    private static long KiloBytes(string text, string name)
    {
        string value = TextFile.ValueOf(text, name).Replace(" kB", "", StringComparison.Ordinal);
        return long.TryParse(value, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes << 10 : -1;
    }

    private static (long Limit, long Used, string Source) AsRuntimeSees()
    {
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        return (info.TotalAvailableMemoryBytes, info.MemoryLoadBytes, "the operating system");
    }
}
