using System.Diagnostics;
using RaySharp.Platform;
using RaySharp.Worker;

namespace RaySharp.Tests.Cluster;

/// <summary>However a driver ends, nothing of it is left.</summary>
public sealed class DriverEndTests
{
    /// <summary>From the driver's end until all its processes are gone. The target is 2 s; where 15 others wanted the two CPUs it took 0.1 to over 2 s, so that less would measure those.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("KILL", false)]
    [InlineData("TERM", false)]
    [InlineData("INT", true)]
    [InlineData("TERM", true)]
    public async Task A_driver_that_a_signal_ends_leaves_nothing(string signal, bool toGroup)
    {
        using Gate gate = new();
        using var driver = DriverChild.Start("task", gate.Name);
        await gate.NextAsync(2, "a task and an actor run");
        var family = driver.Family();
        string folder = RunFolderOf(family[^1].Id);
        Assert.True(Directory.Exists(folder));
        var ends = Ends(family);
        driver.Signal(signal, toGroup);
        await AllGoneAsync(family, ends, folder);
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task Of_a_driver_with_local_nodes_nothing_is_left(string signal)
    {
        using Gate gate = new();
        using var driver = DriverChild.Start("nodes", gate.Name);
        var visitors = await gate.NextAsync(2, "a task runs on each node");
        int[] nodes = DriverChild.ChildrenOf(driver.Pid);
        Assert.Equal(2, nodes.Length);
        Process[] family = [Process.GetProcessById(driver.Pid), .. nodes.Concat(nodes.SelectMany(DriverChild.ChildrenOf)).Select(Process.GetProcessById)];
        string[] folders = [.. Directory.EnumerateDirectories("/tmp", "raysharp-*").Where(folder => family.Any(member => File.Exists(Path.Combine(folder, $"{member.Id}.pid"))))];
        Assert.Equal(3, folders.Length);
        Assert.Equal(2, visitors.Select(static visitor => visitor.Pid).Distinct().Count());
        var ends = Ends(family);
        driver.Signal(signal);
        await AllGoneAsync(family, ends, folders[0]);
        Assert.All(folders, static folder => Assert.False(Directory.Exists(folder), $"{folder} is left."));
    }

    [Fact]
    public async Task A_driver_whose_Main_returns_without_dispose_leaves_nothing()
    {
        using Gate gate = new();
        using var driver = DriverChild.Start("task", gate.Name);
        var visitors = await gate.NextAsync(2, "a task and an actor run");
        var family = driver.Family();
        string folder = RunFolderOf(family[^1].Id);
        var ends = Ends(family);
        visitors.Single(visitor => visitor.Says == "deaf").LetGo();
        await AllGoneAsync(family, ends, folder);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_what_a_driver_stored_and_spilled_nothing_is_left(bool isKilled)
    {
        using Gate gate = new();
        string spills = gate.Name + "-spill";
        using var driver = DriverChild.Start(isKilled ? "stored" : "stored and ended", gate.Name);
        var visitors = await gate.NextAsync(isKilled ? 2 : 1, "much is stored");
        var family = driver.Family();
        string folder = RunFolderOf(family[^1].Id);
        Assert.NotEmpty(Directory.EnumerateFiles(spills, "*", SearchOption.AllDirectories));
        var ends = Ends(family);
        if (isKilled) driver.Signal("KILL");
        else visitors[0].LetGo();
        await AllGoneAsync(family, ends, folder);
        Assert.Empty(Directory.EnumerateFileSystemEntries(spills));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries("/dev/shm"), static path => path.Contains("raysharp", StringComparison.Ordinal));
        Directory.Delete(spills);
    }

    [Fact]
    public async Task A_driver_that_is_killed_with_gigabytes_stored_leaves_nothing()
    {
        const long stored = 2L << 30, needed = 6L << 30;
        long available = new MemoryLimits().Read().Left;
        Assert.SkipWhen(available < needed, $"This machine has {available >> 20} MiB to spare; the test needs {needed >> 20} MiB.");
        using Gate gate = new();
        string spills = gate.Name + "-spill";
        using var driver = DriverChild.Start("gigabytes", gate.Name);
        var visitors = await gate.NextAsync(2, "much is stored, and a task reads some of it");
        Assert.InRange(long.Parse(visitors.Single(visitor => visitor.Pid == driver.Pid).Says), stored / 2, stored);
        var family = driver.Family();
        string folder = RunFolderOf(family[^1].Id);
        Assert.NotEmpty(Directory.EnumerateFiles(spills, "*", SearchOption.AllDirectories));
        var memory = MemoryFilesOf(driver.Pid);
        Assert.NotEmpty(memory);
        var ends = Ends(family);
        driver.Signal("KILL");
        await AllGoneAsync(family, ends, folder);
        Assert.Empty(Directory.EnumerateFileSystemEntries(spills));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries("/dev/shm"), static path => path.Contains("raysharp", StringComparison.Ordinal));
        foreach (string process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).OfType<string>().Where(static name => name.All(char.IsAsciiDigit)))
            Assert.Empty(MemoryFilesOf(int.Parse(process)).Intersect(memory));
        Directory.Delete(spills);
    }

    /// <summary>The memory files that a process has mapped, by their inodes; none where the process is gone or somebody else's.</summary>
    private static HashSet<string> MemoryFilesOf(int pid)
    {
        try
        {
            return [.. File.ReadLines($"/proc/{pid}/maps").Where(static line => line.Contains("/memfd:", StringComparison.Ordinal))
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4])];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Waited for from before the driver's end: the deadline counts from there.</summary>
    private static Task[] Ends(Process[] family) => Array.ConvertAll(family, static member => member.WaitForExitAsync());

    private static async Task AllGoneAsync(Process[] family, Task[] ends, string folder)
    {
        await Waits.Within(_soon, Task.WhenAll(ends), "the driver and its workers end", () => $"{ends.Count(static end => !end.IsCompleted)} of {ends.Length} live");
        Assert.False(Directory.Exists(folder), $"{folder} is left.");
        foreach (var member in family)
        {
            Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{member.Id}-*"));
            Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), $"clr-debug-pipe-{member.Id}-*"));
        }
    }

    private static string RunFolderOf(int worker)
    {
        string variable = File.ReadAllText($"/proc/{worker}/environ").Split('\0').Single(text => text.StartsWith(WorkerConfig.Variable + "=", StringComparison.Ordinal));
        return WorkerConfig.Decode(variable[(WorkerConfig.Variable.Length + 1)..]).RunFolder;
    }
}
