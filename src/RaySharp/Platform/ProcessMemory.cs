using System.Diagnostics;
using System.Globalization;

namespace RaySharp.Platform;

/// <summary>The memory of one process.</summary>
/// <param name="Resident">Bytes of its pages that are in memory, those of shared memory and files included.</param>
/// <param name="Private">Of these what would be free if it ended: not shared memory, not files. As <paramref name="Resident"/> where the system does not say.</param>
internal readonly record struct ProcessMemory(long Resident, long Private)
{
    /// <summary>Null when there is no such process (any more).</summary>
    /// <param name="pid">As the system numbers it.</param>
    /// <param name="root">Where /proc lies: the root folder, in tests another one.</param>
    public static ProcessMemory? Of(int pid, string root = "/")
    {
        if (!OperatingSystem.IsLinux())
            return AsRuntimeSees(pid);
        string text = TextFile.ReadOrEmpty(Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"proc/{pid}/statm")));
        return text.Split(' ') is [_, string resident, string shared, ..]
            && long.TryParse(resident, CultureInfo.InvariantCulture, out long residentPages)
            && long.TryParse(shared, CultureInfo.InvariantCulture, out long sharedPages)
            ? new ProcessMemory(residentPages * Environment.SystemPageSize, (residentPages - sharedPages) * Environment.SystemPageSize)
            : null;
    }

    private static ProcessMemory? AsRuntimeSees(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            return new ProcessMemory(process.WorkingSet64, process.WorkingSet64);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
