using System.Globalization;

namespace RaySharp.Platform;

/// <summary>One cgroup whose memory limit applies to this process: its own, or one above it.</summary>
internal sealed class MemoryCgroup
{
    private const string Files2 = "memory.max memory.current inactive_file", Files1 = "memory.limit_in_bytes memory.usage_in_bytes total_inactive_file";
    private readonly string _usageFile, _statFile, _inactive;

    private MemoryCgroup(string folder, string files)
    {
        string[] names = files.Split(' ');
        LimitFile = Path.Combine(folder, names[0]);
        _usageFile = Path.Combine(folder, names[1]);
        _statFile = Path.Combine(folder, "memory.stat");
        _inactive = names[2] + " ";
    }

    public string LimitFile { get; }

    /// <summary>From this process's own upwards, in version 2 and, where the memory controller is one of version 1, in that.</summary>
    public static IReadOnlyList<MemoryCgroup> OfThisProcess(string root)
    {
        List<MemoryCgroup> found = [];
        foreach (string line in Lines(Path.Combine(root, "proc/self/cgroup")))
        {
            if (line.Split(':', 3) is not [_, string controllers, string path])
                continue;
            bool version2 = controllers.Length == 0;
            if ((version2 || controllers.Split(',').Contains("memory")) && Mount(root, version2) is var (mountRoot, mountPoint))
                AddWithParents(found, Folder(mountRoot, mountPoint, path), mountPoint, version2 ? Files2 : Files1);
        }
        return found;
    }

    /// <summary>Used is the working set, as Kubernetes counts it: without file pages that were not used for long. Null without a limit.</summary>
    public (long Limit, long Used)? Read()
    {
        if (!TryParse(TextFile.ReadOrEmpty(LimitFile), out long limit) || !TryParse(TextFile.ReadOrEmpty(_usageFile), out long usage))
            return null;
        _ = TryParse(TextFile.ValueOf(TextFile.ReadOrEmpty(_statFile), _inactive), out long inactive);
        return (limit, Math.Max(usage - inactive, 0));
    }

    /// <summary>In a container the path may be the host's, of which the mount shows only a part, or lie outside of what it shows.</summary>
    private static string Folder(string mountRoot, string mountPoint, string path)
    {
        string relative = mountRoot != "/" && path.StartsWith(mountRoot, StringComparison.Ordinal) ? path[mountRoot.Length..] : path;
        string folder = Path.Combine(mountPoint, relative.TrimStart('/'));
        return !relative.Split('/').Contains("..") && Directory.Exists(folder) ? folder.TrimEnd('/') : mountPoint;
    }

    private static void AddWithParents(List<MemoryCgroup> found, string folder, string mountPoint, string files)
    {
        for (string? at = folder; at is not null && at.StartsWith(mountPoint, StringComparison.Ordinal); at = Path.GetDirectoryName(at))
            found.Add(new MemoryCgroup(at, files));
    }

    /// <summary>Where the hierarchy is mounted: "id parent device root point options - type source options".</summary>
    private static (string Root, string Point)? Mount(string root, bool version2)
    {
        foreach (string line in Lines(Path.Combine(root, "proc/self/mountinfo")))
        {
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            if (separator < 5 || fields.Length < separator + 4)
                continue;
            bool matches = version2
                ? fields[separator + 1] == "cgroup2"
                : fields[separator + 1] == "cgroup" && fields[separator + 3].Split(',').Contains("memory");
            if (matches)
                return (fields[3], Path.Combine(root, fields[4].TrimStart('/')));
        }
        return null;
    }

    private static string[] Lines(string file) => TextFile.ReadOrEmpty(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static bool TryParse(string text, out long value) => long.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value);
}
