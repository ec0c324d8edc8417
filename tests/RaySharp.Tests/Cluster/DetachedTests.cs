using System.Diagnostics;
using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Clusters whose head has a process of its own.</summary>
public sealed class DetachedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-detached-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RayOptions Options => new() { LocalNodes = 1, Cpus = 2, ObjectStoreMemory = 64 << 20, JoinFile = Path.Combine(_folder, "join") };

    private static RayOptions Joining => new() { ObjectStoreMemory = 64 << 20, LogToDriver = false };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Drivers_come_and_go_and_it_ends_when_it_is_asked_to()
    {
        var cluster = await Ray.StartDetachedAsync(Options, Cancel).Within("it is ready");
        await using (var first = await cluster.ConnectAsync(Joining, Cancel))
        {
            Assert.Equal(11, await ValueJobs.Remote.On(first).Add(1).Within("a task"));
            Assert.Equal(2, await Tally.Remote.On(first).With(new() { Name = "kept", Lifetime = ActorLifetime.Detached }).Create().Add(2).Within("a detached actor"));
        }
        var same = DetachedCluster.Open(cluster.JoinFile);
        Assert.Equal(cluster.Address, same.Address);
        await using (var second = await same.ConnectAsync(Joining, Cancel))
            Assert.Equal(5, await (await second.FindActorAsync<Tally>("kept", cancel: Cancel).Within("the look for the actor"))!.Add(3).Within("the actor that the first made"));
        await cluster.ShutdownAsync(Cancel).Within("its end");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        await Assert.ThrowsAsync<ClusterConnectionException>(() => cluster.ConnectAsync(Joining, Cancel));
    }

    [Fact]
    public async Task Its_log_is_this_users_only_and_goes_where_logs_are_collected()
    {
        string collected = Path.Combine(_folder, "collected");
        var cluster = await Ray.StartDetachedAsync(Options with { CollectLogsTo = collected }, Cancel).Within("it is ready");
        Assert.Equal(cluster.JoinFile + ".log", cluster.LogFile);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cluster.LogFile));
        await using (await cluster.ConnectAsync(Joining, Cancel))
        {
            // One more line in the log.
        }
        await cluster.ShutdownAsync(Cancel).Within("its end");
        Assert.False(File.Exists(cluster.LogFile));
        string[] lines = await File.ReadAllLinesAsync(Assert.Single(Directory.EnumerateFiles(collected, "head.log", SearchOption.AllDirectories)), Cancel);
        Assert.All(lines, static line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z RaySharp: ", line));
        Assert.Contains(lines, line => line.EndsWith($"The cluster is ready. Its head is process {cluster.HeadProcessId}.", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.EndsWith("Node 3 is ready.", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains("The cluster ends", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_its_head_is_killed_its_nodes_end_whoever_waits_is_told_and_its_log_stays()
    {
        var cluster = await Ray.StartDetachedAsync(Options, Cancel).Within("it is ready");
        using Gate gate = new();
        int head = cluster.HeadProcessId!.Value;
        await using var joined = await cluster.ConnectAsync(Joining, Cancel);
        var task = WaitJobs.Remote.On(joined).At(gate.Name, "task");
        var visitor = await gate.NextAsync("a task runs");
        Process[] nodes = [.. DriverChild.ChildrenOf(head).Select(Process.GetProcessById)];
        Assert.NotEmpty(nodes);
        Signals.Send(head, Signals.Kill);
        Assert.Contains("is gone: ", (await task.FailsWith<ClusterConnectionException>("the task")).Message);
        await visitor.GoneAsync("the task's process ends");
        foreach (var node in nodes)
        {
            using (node) await node.WaitForExitAsync(Cancel).Within("a node ends");
        }
        string gone = (await Assert.ThrowsAsync<ClusterConnectionException>(() => cluster.ConnectAsync(Joining, Cancel))).Message;
        Assert.Contains($"The cluster of the join file may have ended. What its head said last stands in '{cluster.LogFile}'.", gone);
        await Assert.ThrowsAsync<ClusterConnectionException>(() => cluster.ShutdownAsync(Cancel).Within("the refusal"));
        Assert.Contains(await File.ReadAllLinesAsync(cluster.LogFile, Cancel), line => line.EndsWith($"Its head is process {head}.", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateDirectories("/tmp", "raysharp-*"), folder => File.Exists(Path.Combine(folder, $"{head}.pid")));
        var next = await Ray.StartDetachedAsync(Options, Cancel).Within("another takes its place");
        await next.ShutdownAsync(Cancel).Within("its end");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_failure_to_start_comes_as_it_would_from_a_cluster_of_this_program()
    {
        var refused = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ray.StartDetachedAsync(Options with { MemoryMonitorInterval = TimeSpan.Zero }, Cancel).Within("the refusal"));
        Assert.Contains("RayOptions.MemoryMonitorInterval is 00:00:00", refused.Message);
        Assert.Contains("RayOptions.JoinFile is not set", (await Assert.ThrowsAsync<ArgumentException>(() => Ray.StartDetachedAsync(new RayOptions(), Cancel))).Message);
        await Assert.ThrowsAsync<IOException>(() => Ray.StartDetachedAsync(Options with { JoinFile = Path.Combine(_folder, "missing", "join") }, Cancel).Within("the refusal"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_cluster_of_a_program_cannot_be_shut_down_by_others()
    {
        await using var ray = await Ray.StartAsync(Options with { LocalNodes = 0 }, Cancel);
        Assert.Contains("is not detached", Assert.Throws<ArgumentException>(() => DetachedCluster.Open(Options.JoinFile!)).Message);
    }
}
