using System.Text;
using RaySharp.Hosting;
using RaySharp.Platform;
using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.Logs;

/// <summary>Log files of real processes: written, followed, collected.</summary>
public sealed class LogFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-collect-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static RayOptions One => new() { Cpus = 1, ReadyProcesses = 0, LogToDriver = false };

    private RayOptions Collecting => One with { CollectLogsTo = _folder };

    [Fact]
    public async Task What_a_worker_prints_and_logs_stands_in_its_files()
    {
        await using var ray = await Ray.StartAsync(One, Cancel);
        int pid = await LogJobs.Remote.On(ray).Print("hello").Within("print");
        await LogJobs.Remote.On(ray).Log("three").Within("log");
        await LogJobs.Remote.On(ray).PrintNative("by hand\n").Within("native");
        var files = await ray.LogFilesAsync(cancel: Cancel).Within("the files");
        var output = Assert.Single(files, file => file.Name.EndsWith($"-{pid}.out", StringComparison.Ordinal));
        Assert.Equal((new NodeId(1), false), (output.Node, output.IsError));
        var lines = await LinesAsync(ray, new() { Worker = output.Worker });
        Assert.Equal(["LogJobs.Print: hello with two pieces", ": by hand"], lines.Where(static line => !line.IsError).Select(static line => $"{line.TaskName}: {line.Text}"));
        Assert.Equal(["LogJobs.Print: hello to error", "LogJobs.Log: warn: [outer => inner] three is odd", "LogJobs.Log: System.InvalidOperationException: why"], lines.Where(static line => line.IsError).Select(static line => $"{line.TaskName}: {line.Text}"));
        Assert.All(lines, line => Assert.Equal(output.Worker, line.Worker));
        Assert.Equal(["three is odd", "why"], (await LinesAsync(ray, new() { Worker = output.Worker, Tail = 2 })).Where(static line => line.IsError).Select(static line => line.Text.Split(": ")[^1].Split("] ")[^1]));
    }

    [Fact]
    public async Task Files_can_be_read_by_their_user_only()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var cluster = await EmbeddedCluster.StartAsync(One, Cancel);
        await LogJobs.Remote.On(cluster.Runtime).Print("hello").Within("print");
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(cluster.RunFolder, "logs"))];
        Assert.NotEmpty(files);
        foreach (string file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Lines_follow_while_they_are_written_until_the_worker_ends()
    {
        await using var ray = await Ray.StartAsync(One, Cancel);
        using Gate gate = new();
        var task = LogJobs.Remote.On(ray).With(new() { MaxRetries = 0 }).PrintAtGate(gate.Name);
        var visitor = await gate.NextAsync("the task runs");
        var worker = (await ray.LogFilesAsync(cancel: Cancel).Within("the files")).First(file => file.Name.EndsWith($"-{visitor.Pid}.out", StringComparison.Ordinal)).Worker;
        await using var lines = ray.LogsAsync(new() { Worker = worker, Follow = true }, Cancel).GetAsyncEnumerator(Cancel);
        for (int i = 0; i < 3; i++)
        {
            visitor.LetGo($"word {i}");
            Assert.True(await lines.MoveNextAsync().Within($"line {i}"));
            Assert.Equal($"word {i}", lines.Current.Text);
            visitor = await gate.NextAsync("the next");
        }
        Signals.Send(visitor.Pid, Signals.Kill);
        await Assert.ThrowsAsync<WorkerCrashedException>(async () => await task.Within("killed"));
        Assert.False(await lines.MoveNextAsync().Within("the end of the lines"));
    }

    [Fact]
    public async Task A_killed_worker_has_written_all_up_to_its_last_write()
    {
        await using (var ray = await Ray.StartAsync(Collecting, Cancel))
        {
            var crash = await Assert.ThrowsAsync<WorkerCrashedException>(async () => await LogJobs.Remote.On(ray).PrintAndBeKilled(20_000).Within("killed"));
            Assert.Contains("last words", crash.Message);
            var lines = await LinesAsync(ray, new());
            Assert.Equal(20_000, lines.Count(static line => line.TaskName == "LogJobs.PrintAndBeKilled" && line.Text.StartsWith("line ", StringComparison.Ordinal)));
            Assert.Contains(lines, static line => line.Text == "native last words");
        }
        string[] collected = [.. Collected("node-1", ".out")];
        Assert.Equal(Enumerable.Range(0, 20_000).Select(static i => $"(LogJobs.PrintAndBeKilled) line {i}").Append("native last words"), collected.Where(static line => line.Length > 0));
        Assert.Equal(["(LogJobs.PrintAndBeKilled) last words"], Collected("node-1", ".err").Where(static line => line.Contains("last words", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_full_file_is_put_aside_and_old_ones_are_deleted()
    {
        await using (var ray = await Ray.StartAsync(Collecting with { MaxLogFileBytes = 10_000, LogFileBackups = 2 }, Cancel))
        {
            await LogJobs.Remote.On(ray).PrintMuch(1000, isNative: false).Within("much");
            var files = (await ray.LogFilesAsync(cancel: Cancel).Within("the files")).Where(static file => !file.IsError && file.Bytes > 0).ToArray();
            Assert.Equal(3, files.Length);
            Assert.All(files, static file => Assert.InRange(file.Bytes, 1, 11_000));
            Assert.InRange((await LinesAsync(ray, new())).Count(static line => line.Text.Length == 99), 100, 300);
        }
        Assert.NotEmpty(Collected("node-1", ".out"));
    }

    /// <summary>Native code fills the file: the node sees it, and has the worker put it aside.</summary>
    [Fact]
    public async Task A_file_that_native_code_has_filled_is_put_aside()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(One with { MaxLogFileBytes = 10_000 }, Cancel);
        using FileSystemWatcher watcher = new(Path.Combine(cluster.RunFolder, "logs"), "*.out.1");
        TaskCompletionSource aside = new();
        watcher.Renamed += (_, _) => aside.TrySetResult();
        watcher.Created += (_, _) => aside.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await LogJobs.Remote.On(cluster.Runtime).PrintMuch(200, isNative: true).Within("much");
        await aside.Task.Within("put aside");
    }

    [Fact]
    public async Task Nodes_files_are_collected_and_those_of_a_killed_node_as_far_as_they_came()
    {
        await using (var cluster = await EmbeddedCluster.StartAsync(Collecting with { LocalNodes = 2, ReadyProcesses = 1 }, Cancel))
        {
            foreach (uint node in cluster.Membership!.Alive)
                await LogJobs.Remote.On(cluster.Runtime).With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(node), soft: false) }).Print($"from {node}").Within("print");
            await FollowedAsync(cluster, 2);
            await FollowedAsync(cluster, 3);
            Signals.Send(cluster.LocalNodes!.Pids[0], Signals.Kill);
        }
        foreach (uint node in new uint[] { 2, 3 })
            Assert.Equal([$"(LogJobs.Print) from {node} with two pieces"], Collected($"node-{node}", ".out").Where(static line => line.StartsWith("(LogJobs", StringComparison.Ordinal)));

        // The collector reads by the same link, in the same order, and began before.
        async Task FollowedAsync(EmbeddedCluster cluster, uint node) =>
            Assert.Contains(await LinesAsync(cluster.Runtime, new() { Node = new NodeId(node) }), line => line.Text == $"from {node} with two pieces");
    }

    [Fact]
    public async Task Logs_of_a_node_that_is_not_there_are_an_error_and_of_an_unknown_worker_none()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(One with { LocalNodes = 1 }, Cancel);
        await Assert.ThrowsAsync<NodeDiedException>(async () => await LinesAsync(cluster.Runtime, new() { Node = new NodeId(77) }));
        await Assert.ThrowsAsync<NodeDiedException>(async () => await cluster.Runtime.LogFilesAsync(new NodeId(77), Cancel).Within("refused"));
        Assert.Empty(await LinesAsync(cluster.Runtime, new() { Worker = new ProcessId(2UL << 32 | 999), Follow = true }));
    }

    [Fact]
    public async Task After_the_end_there_are_no_logs_to_read()
    {
        var ray = await Ray.StartAsync(One, Cancel);
        await ray.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await ray.LogFilesAsync(cancel: Cancel).Within("refused"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await LinesAsync(ray, new()));
    }

    [Fact]
    public void What_cannot_be_is_refused_in_words()
    {
        Assert.Contains("RayOptions.MaxLogFileBytes is 0", Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddedCluster.Start(One with { MaxLogFileBytes = 0 })).Message);
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Contains($"CollectLogsTo is '{file}', which is no folder", Assert.Throws<ArgumentException>(() => EmbeddedCluster.Start(One with { CollectLogsTo = file })).Message);
        Assert.Contains("RayOptions.LogFileBackups is -1", Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddedCluster.Start(One with { LogFileBackups = -1 })).Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<List<LogLine>> LinesAsync(RayRuntime ray, LogQuery query)
    {
        List<LogLine> lines = [];
        async Task ReadAsync()
        {
            await foreach (var line in ray.LogsAsync(query, Cancel)) lines.Add(line);
        }
        await ReadAsync().Within("the lines");
        return lines;
    }

    private IEnumerable<string> Collected(string node, string suffix) => Directory.EnumerateFiles(Path.Combine(Assert.Single(Directory.EnumerateDirectories(_folder)), node), "worker-*" + suffix)
        .SelectMany(static file => File.ReadAllText(file, Encoding.UTF8).Split('\n'));
}
