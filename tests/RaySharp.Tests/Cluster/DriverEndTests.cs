using System.Diagnostics;
using System.Text.Json;
using RaySharp.Worker;

namespace RaySharp.Tests.Cluster;

/// <summary>However a driver ends, nothing of it is left.</summary>
public sealed class DriverEndTests
{
    /// <summary>The target is 2 s; test machines are busy.</summary>
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
        driver.Signal(signal, toGroup);
        await AllGoneAsync(family, folder);
    }

    [Fact]
    public async Task A_driver_whose_Main_returns_without_dispose_leaves_nothing()
    {
        using Gate gate = new();
        using var driver = DriverChild.Start("task", gate.Name);
        var visitors = await gate.NextAsync(2, "a task and an actor run");
        var family = driver.Family();
        string folder = RunFolderOf(family[^1].Id);
        visitors.Single(visitor => visitor.Says == "deaf").LetGo();
        await AllGoneAsync(family, folder);
    }

    private static async Task AllGoneAsync(Process[] family, string folder)
    {
        foreach (var member in family) await Waits.Within(_soon, member.WaitForExitAsync(), $"process {member.Id} ends");
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
