using Microsoft.Extensions.Logging.Abstractions;
using RaySharp.Hosting;
using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>With worker processes, and a memory that is as short as a test says.</summary>
public sealed class MemoryPressureTests : IAsyncDisposable
{
    private static readonly TaskOptions _alone = new() { Isolation = Isolation.Process };
    private readonly PretendedMemory _memory = new();
    private readonly EmbeddedCluster _cluster;

    public MemoryPressureTests() => _cluster = Start(_memory, TimeSpan.FromDays(1));

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync().Within("the cluster's end");
        _memory.Dispose();
    }

    [Fact]
    public async Task A_hog_is_ended_and_its_failure_tells_the_numbers()
    {
        using Gate gate = new();
        using PretendedMemory memory = new();
        await using var cluster = Start(memory, TimeSpan.FromMilliseconds(20));
        var hog = MemoryJobs.Remote.On(cluster.Runtime).With(_alone with { MaxMemoryRetries = 0 }).HogAt(48 << 20, gate.Name);
        var visitor = await gate.NextAsync("the hog runs");
        memory.Use(percent: 97);
        var failure = await hog.FailsWith<WorkerOutOfMemoryException>("the hog");
        Assert.StartsWith("'MemoryJobs.HogAt' (attempt 1) was ended with its process, and no retry was left (MaxMemoryRetries; none where MaxRetries is 0). ", failure.Message);
        Assert.Contains("Memory is short: 15.5", failure.Message);
        Assert.Contains("97.0 %, above the threshold of 95 %", failure.Message);
        Assert.Matches($@"\(pid {visitor.Pid}, \S+ MiB \(\d+ bytes\), 1 running\) was ended for the task on lease \d+", failure.Message);
        Assert.Contains("The largest processes: ", failure.Message);
        Assert.False(gate.IsVisited);
    }

    [Fact]
    public async Task While_memory_suffices_nothing_is_ended()
    {
        using Gate gate = new();
        var task = WaitJobs.Remote.On(_cluster.Runtime).With(_alone).At(gate.Name, "works");
        var visitor = await gate.NextAsync("it runs");
        _memory.Use(percent: 94);
        _cluster.Monitor!.Look();
        _cluster.Monitor.Look();
        visitor.LetGo();
        Assert.Equal("go", await task.Within("the task"));
        Assert.False(gate.IsVisited);
    }

    [Fact]
    public async Task The_newest_of_what_may_be_repeated_goes_first_and_runs_again()
    {
        using Gate gate = new();
        var jobs = WaitJobs.Remote.On(_cluster.Runtime);
        var (old, atOld) = await BeginAsync(jobs.With(_alone), gate, "old");
        var (newest, atNewest) = await BeginAsync(jobs.With(_alone), gate, "newest");
        var (once, atOnce) = await BeginAsync(jobs.With(_alone with { MaxRetries = 0 }), gate, "once");
        EndOne();
        await atNewest.GoneAsync("the newest that may be repeated");
        var again = await gate.NextAsync("it runs again");
        Assert.Equal("newest", again.Says);
        Assert.NotEqual(atNewest.Pid, again.Pid);
        foreach (var visitor in new[] { atOld, atOnce, again }) visitor.LetGo(visitor.Says);
        Assert.Equal(["old", "newest", "once"], await Ray.WhenAll([old, newest, once]).Within("all three"));
        Assert.False(gate.IsVisited);
    }

    [Fact]
    public async Task Who_shares_the_process_runs_again_uncharged()
    {
        using Gate gate = new();
        var shared = WaitJobs.Remote.On(_cluster.Runtime);
        var (neighbour, _) = await BeginAsync(shared.With(new() { MaxMemoryRetries = 1 }), gate, "neighbour");
        var (newest, atNewest) = await BeginAsync(shared.With(new() { MaxMemoryRetries = 0 }), gate, "newest");
        EndOne();
        await atNewest.GoneAsync("the process of both");
        Assert.Contains("(attempt 1)", (await newest.FailsWith<WorkerOutOfMemoryException>("the newest")).Message);
        for (int attempt = 2; attempt <= 3; attempt++)
        {
            Assert.Equal("neighbour", (await gate.NextAsync($"the neighbour's attempt {attempt}")).Says);
            EndOne();
        }
        Assert.Contains("(attempt 3)", (await neighbour.FailsWith<WorkerOutOfMemoryException>("the neighbour, chosen twice")).Message);
    }

    [Fact]
    public async Task Where_nothing_else_is_said_the_cluster_says_how_often_a_task_is_run_again()
    {
        using Gate gate = new();
        using PretendedMemory memory = new();
        await using var cluster = Start(memory, TimeSpan.FromMilliseconds(20), mostRetries: 1);
        var jobs = WaitJobs.Remote.On(cluster.Runtime);
        var (task, first) = await BeginAsync(jobs.With(_alone), gate, "first");
        memory.Use(percent: 97);
        await first.GoneAsync("ended for memory");
        memory.Use(percent: 10);
        var again = await gate.NextAsync("the second attempt");
        memory.Use(percent: 97);
        await again.GoneAsync("ended for memory again");
        Assert.Contains("(attempt 2)", (await task.FailsWith<WorkerOutOfMemoryException>("the task")).Message);
    }

    [Fact]
    public void A_delay_before_now_is_refused() =>
        Assert.Contains("RayOptions.MemoryRetryDelay is", Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddedCluster.Start(new() { MemoryRetryDelay = TimeSpan.FromSeconds(-1) })).Message);

    [Fact]
    public async Task Retries_for_memory_are_apart_from_those_for_crashes()
    {
        using Gate gate = new();
        var (task, first) = await BeginAsync(WaitJobs.Remote.On(_cluster.Runtime).With(_alone with { MaxRetries = 1, MaxMemoryRetries = 1 }), gate, "task");
        EndOne();
        await first.GoneAsync("ended for memory");
        Signals.Send((await gate.NextAsync("the second attempt")).Pid, Signals.Kill);
        var third = await gate.NextAsync("the third attempt");
        EndOne();
        await third.GoneAsync("ended for memory again");
        Assert.Contains("(attempt 3)", (await task.FailsWith<WorkerOutOfMemoryException>("the task")).Message);
    }

    [Fact]
    public async Task An_actor_restarts_as_after_a_crash()
    {
        var tally = Tally.Remote.On(_cluster.Runtime).With(new() { MaxRestarts = 1, MaxTaskRetries = -1, Isolation = Isolation.Process }).Create(10);
        int pid = await tally.Pid().Within("before");
        EndOne();
        Assert.NotEqual(pid, await tally.Pid().Within("after the restart"));
        EndOne();
        Assert.Contains("Memory is short", (await tally.Pid().FailsWith<ActorDiedException>("without a restart left")).Message);
    }

    [Fact]
    public async Task Big_tasks_are_admitted_one_after_another_by_the_memory_they_ask_for()
    {
        using Gate gate = new();
        var big = WaitJobs.Remote.On(_cluster.Runtime).With(new() { Memory = 600, Cpus = 0.1 });
        var (first, atFirst) = await BeginAsync(big, gate, "first");
        var second = big.At(gate.Name, "second");
        var (small, atSmall) = await BeginAsync(WaitJobs.Remote.On(_cluster.Runtime).With(new() { Memory = 400, Cpus = 0.1 }), gate, "small");
        Assert.Equal("small", atSmall.Says);
        atFirst.LetGo();
        var atSecond = await gate.NextAsync("the second");
        Assert.Equal("second", atSecond.Says);
        foreach (var visitor in new[] { atSmall, atSecond }) visitor.LetGo();
        await Ray.WhenAll([first, second, small]).Within("all");
        string mark = Path.Combine(Path.GetTempPath(), $"alone-{Guid.NewGuid():N}");
        await Ray.WhenAll(Enumerable.Range(0, 30).Select(_ => (ObjectRef)big.Alone(mark))).Within("thirty, one after another");
    }

    [Fact]
    public async Task Without_a_threshold_and_without_processes_nothing_watches()
    {
        await using var inProcess = EmbeddedCluster.Start(Clusters.Of(Way.InProcess));
        await using var off = EmbeddedCluster.Start(Clusters.Of(Way.InProcess) with { MemoryThreshold = null });
        Assert.Null(inProcess.Monitor);
        Assert.Null(off.Monitor);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_threshold_that_is_no_part_of_the_memory_is_refused(double threshold) =>
        Assert.Contains("RayOptions.MemoryThreshold is", Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddedCluster.Start(new() { MemoryThreshold = threshold })).Message);

    [Fact]
    public void An_interval_of_nothing_is_refused() =>
        Assert.Contains("RayOptions.MemoryMonitorInterval is", Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddedCluster.Start(new() { MemoryMonitorInterval = TimeSpan.Zero })).Message);

    private static EmbeddedCluster Start(PretendedMemory memory, TimeSpan interval, int mostRetries = 15) =>
        EmbeddedCluster.Start(Clusters.Of(Way.Rings, new() { Cpus = 4, WorkerProcesses = 1, Memory = 1000, MemoryMonitorInterval = interval, MemoryRetryDelay = TimeSpan.FromMilliseconds(20), MaxMemoryRetries = mostRetries, LoggerFactory = NullLoggerFactory.Instance }), memory: memory.Limits);

    private static async Task<(ObjectRef<string> Task, Visitor Visitor)> BeginAsync(WaitJobs.RemoteStubs jobs, Gate gate, string says)
    {
        var task = jobs.At(gate.Name, says);
        return (task, await gate.NextAsync($"{says} runs"));
    }

    /// <summary>At the first look leases without work are asked back, at the second one process is ended.</summary>
    private void EndOne()
    {
        _memory.Use(percent: 96);
        _cluster.Monitor!.Look();
        _cluster.Monitor.Look();
        _memory.Use(percent: 10);
    }
}
