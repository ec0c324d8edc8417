using System.Diagnostics;
using System.Globalization;

namespace RaySharp.Worker;

/// <summary>What a session leaves in the file system while it lives.</summary>
internal static class SessionFiles
{
    private const int EndPauses = 2000;
    private const string PidSuffix = ".pid", FoldersFile = "folders", NamespaceFile = "namespace", Prefix = "raysharp-", EndingSuffix = "-ending";
    private const int RemoveAttempts = 100;

    /// <summary>A folder only this user can enter, with a name short enough for the sockets in it.</summary>
    public static string Create()
    {
        string folder = Path.Combine(Root, $"{Prefix}{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6))}");
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(folder, NamespaceFile), PidNamespace());
        return folder;
    }

    private static string Root => OperatingSystem.IsWindows() ? Path.GetTempPath() : "/tmp";

    /// <summary>Removes what sessions of this user left of which no process lives: those that were killed and had no workers to clean up after them.</summary>
    public static void RemoveDead()
    {
        if (!OperatingSystem.IsLinux()) return;
        string here = PidNamespace();
        foreach (string folder in Directory.EnumerateDirectories(Root, Prefix + "*"))
        {
            try
            {
                int[] pids = [.. PidsIn(folder)];
                if (folder.EndsWith(EndingSuffix, StringComparison.Ordinal) || pids.Length == 0 || pids.Any(IsAlive)) continue;
                if (File.ReadAllText(Path.Combine(folder, NamespaceFile)) != here) continue;     // of another container: its processes are not seen from here
                string ending = folder + EndingSuffix;
                Directory.Move(folder, ending);
                Remove(ending);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or somebody else removes it.
            }
        }
    }

    /// <summary>Process numbers mean the same in one of these only; empty where there are none.</summary>
    private static string PidNamespace()
    {
        try
        {
            return OperatingSystem.IsLinux() ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget}" : "";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Remembers a process of the session, for the one who cleans up.</summary>
    public static void Remember(string folder, int pid) => File.WriteAllBytes(Path.Combine(folder, pid.ToString(CultureInfo.InvariantCulture) + PidSuffix), []);

    /// <summary>That process has ended, and nothing of it is left: its number may be another's from now on.</summary>
    public static void Forget(string folder, int pid) => File.Delete(Path.Combine(folder, pid.ToString(CultureInfo.InvariantCulture) + PidSuffix));

    /// <summary>Remembers folders that the session has elsewhere.</summary>
    public static void Remember(string folder, IReadOnlyList<string> others) => File.AppendAllLines(Path.Combine(folder, FoldersFile), others);

    /// <summary>Removes the folder and what killed processes of the session left elsewhere. Several may do it at a time; what one of them still writes is removed at the next try.</summary>
    public static void Remove(string folder)
    {
        for (int attempt = 0; attempt < RemoveAttempts && Directory.Exists(folder); attempt++)
        {
            try
            {
                foreach (int pid in PidsIn(folder))
                {
                    if (!IsAlive(pid)) RemoveRuntimeFiles(pid);
                }
                foreach (string other in FoldersIn(folder).Where(Directory.Exists)) Directory.Delete(other, recursive: true);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Thread.Yield();     // another process of the session removes it too, or made a file meanwhile
            }
        }
    }

    /// <summary>The driver is gone: ends its other workers, and removes all that is left. Of several that come to do it, the first does; false for the others.</summary>
    public static bool TryEndSession(string folder, int self)
    {
        string ending = folder + EndingSuffix;
        try
        {
            Directory.Move(folder, ending);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        int[] others = [.. PidsIn(ending).Where(pid => pid != self)];
        foreach (int pid in others.Where(pid => IsWorkerOf(pid, folder))) Platform.Signals.Send(pid, Platform.Signals.Kill);
        for (int pauses = 0; pauses < EndPauses && others.Any(IsAlive); pauses++) Platform.ShortPause.For(TimeSpan.FromMilliseconds(1));
        Remove(ending);
        return true;
    }

    private static string[] FoldersIn(string folder)
    {
        string file = Path.Combine(folder, FoldersFile);
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    private static IEnumerable<int> PidsIn(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*" + PidSuffix))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture, out int pid)) yield return pid;
        }
    }

    /// <summary>Its number may be another process's by now: what it was started with tells.</summary>
    private static bool IsWorkerOf(int pid, string folder)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Contains(folder, StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A .NET process that was killed leaves its diagnostic socket and debugger pipes behind.</summary>
    public static void RemoveRuntimeFiles(int pid)
    {
        foreach (string pattern in new[] { $"dotnet-diagnostic-{pid}-*", $"clr-debug-pipe-{pid}-*" })
        {
            try
            {
                foreach (string file in Directory.EnumerateFiles(Path.GetTempPath(), pattern)) File.Delete(file);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another process of the session was faster.
            }
        }
    }

    /// <summary>Whether the process runs. Not one that exits (its links end while it still stands in /proc), nor one that nobody waited for, as in containers without an init.</summary>
    public static bool IsAlive(int pid)
    {
        const uint Exiting = 4;     // PF_EXITING of the kernel
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetProcessById(pid);
                return !process.HasExited;
            }
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is not ("Z" or "X") && (uint.Parse(fields[6], CultureInfo.InvariantCulture) & Exiting) == 0;
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
