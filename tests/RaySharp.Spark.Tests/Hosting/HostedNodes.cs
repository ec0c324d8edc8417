using System.Diagnostics;
using System.Globalization;
using RaySharp.Spark.Hosting;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>The node processes on the executors of one server.</summary>
internal static class HostedNodes
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <param name="folder">The server's folder, which stands in the environment of whatever its executors start.</param>
    public static int[] Of(string folder)
    {
        HashSet<int> pids = [.. Processes().Where(pid => Read(pid, "environ") is var environment
            && environment.Contains("RAYSHARP_NODE=", StringComparison.Ordinal) && environment.Contains("RAYSHARP_HOME=", StringComparison.Ordinal) && environment.Contains(folder, StringComparison.Ordinal))];
        return [.. pids.Where(pid => !pids.Contains(ParentOf(pid)))];      // a worker that a node starts has the node's environment until it runs its own program
    }

    /// <summary>The processes that hold cores for those nodes: they have nothing in their environment, but their executor has.</summary>
    public static int[] PlaceholdersOf(string folder) => [.. Processes().Where(pid => Read(pid, "cmdline").StartsWith("raysharp-placeholder\0", StringComparison.Ordinal) && Read(ParentOf(pid), "environ").Contains(folder, StringComparison.Ordinal))];

    /// <summary>Heads of detached clusters that have their join files in a folder.</summary>
    public static int[] HeadsOf(string folder) => [.. Processes().Where(pid => Read(pid, "environ") is var environment && environment.Contains("RAYSHARP_HEAD=", StringComparison.Ordinal) && environment.Contains(folder, StringComparison.Ordinal))];

    public static IEnumerable<string> CommandLines() => Processes().Select(static pid => Read(pid, "cmdline"));

    /// <summary>The process above another: a node's executor; 0: it is gone.</summary>
    public static int ParentOf(int pid)
    {
        string stat = Read(pid, "stat");
        return stat.Length == 0 ? 0 : int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>What a node has started; its guard is its launch script still.</summary>
    public static int[] WorkersOf(int node) => [.. Processes().Where(pid => ParentOf(pid) == node && !Read(pid, "cmdline").Contains(AppFolder.Launcher, StringComparison.Ordinal))];

    /// <summary>What a node has in the file system: its session's folder, and its own.</summary>
    public static string[] FoldersOf(int node) =>
    [
        Path.GetDirectoryName(Directory.EnumerateDirectories("/tmp", "raysharp-*").Select(folder => Path.Combine(folder, $"{node}.pid")).Single(File.Exists))!,
        Read(node, "environ").Split('\0').Single(static variable => variable.StartsWith("RAYSHARP_HOME=", StringComparison.Ordinal))["RAYSHARP_HOME=".Length..],
    ];

    public static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    /// <summary>Waits until all are gone.</summary>
    public static async Task GoneAsync(IEnumerable<int> pids)
    {
        foreach (int pid in pids)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_patience, CancellationToken.None);
            }
            catch (ArgumentException)
            {
                // Gone already.
            }
        }
    }

    /// <summary>Waits until there is nothing at any of these paths.</summary>
    public static async Task NothingAtAsync(params string[] paths)
    {
        using PeriodicTimer again = new(TimeSpan.FromMilliseconds(10));
        for (long start = TimeProvider.System.GetTimestamp(); Array.Exists(paths, Path.Exists); await again.WaitForNextTickAsync(TestContext.Current.CancellationToken))
            Assert.True(TimeProvider.System.GetElapsedTime(start) < _patience, $"There is still {string.Join(", ", paths.Where(Path.Exists))}.");
    }

    /// <summary>Waits until there is no folder of a node's below one.</summary>
    public static async Task NoFoldersAsync(string folder)
    {
        using FileSystemWatcher watcher = new(folder) { IncludeSubdirectories = true };
        for (var patience = TimeProvider.System.GetTimestamp(); Left();)
        {
            if (TimeProvider.System.GetElapsedTime(patience) > _patience) Assert.Fail($"Nodes have left folders: {string.Join(", ", Folders().Select(Described))}");
            await Task.Run(() => watcher.WaitForChanged(WatcherChangeTypes.Deleted, 100));
        }

        bool Left() => Folders().Any();

        static string Described(string folder) => $"{folder} with {(Directory.Exists(folder) ? string.Join(' ', Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName)) : "nothing")}, of '{Read(int.Parse(folder.Split('-')[^1], CultureInfo.InvariantCulture), "cmdline").Replace('\0', ' ')}'";

        IEnumerable<string> Folders() => Directory.EnumerateDirectories(folder, "raysharp-node-*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true });
    }

    private static IEnumerable<int> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(static path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int pid) ? pid : 0)
        .Where(static pid => pid > 0);

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
