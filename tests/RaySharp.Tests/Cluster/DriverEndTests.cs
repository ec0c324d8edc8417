using System.Diagnostics;
using System.Text.Json;
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
        using var config = JsonDocument.Parse(variable[(WorkerConfig.Variable.Length + 1)..]);
        return config.RootElement.GetProperty("RunFolder").GetString()!;
    }
}
