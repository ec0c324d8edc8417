using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class CrashTests(CrashTests.OneSharedProcess clusters) : IClassFixture<CrashTests.OneSharedProcess>
{
    private static readonly TaskOptions _once = new() { MaxRetries = 0 };

    [Theory, OnProcesses]
    public async Task FailFast_is_told_with_its_words(Way way)
    {
        var crash = await FailJobs.Remote.On(await clusters.On(way)).With(_once).FailFast("the sky falls").FailsWith<WorkerCrashedException>("the task");
        Assert.Equal(6, crash.Signal);
        Assert.Contains(crash.LastErrorLines, line => line.Contains("the sky falls", StringComparison.Ordinal));
        Assert.Contains("'FailJobs.FailFast' (attempt 1)", crash.Message);
        Assert.Contains("MaxRetries", crash.Message);
    }

    [Theory, OnProcesses]
    public async Task An_exit_is_told_with_its_code(Way way)
    {
        var crash = await FailJobs.Remote.On(await clusters.On(way)).With(_once).Exit(3).FailsWith<WorkerCrashedException>("the task");
        Assert.Equal((3, null), (crash.ExitCode, crash.Signal));
        Assert.Contains("about to exit", crash.LastErrorLines);
    }

    [Theory, OnProcesses]
    public async Task A_kill_from_outside_is_told_with_its_signal(Way way)
    {
        using Gate gate = new();
        var task = WaitJobs.Remote.On(await clusters.On(way)).With(_once).At(gate.Name, "victim");
        Signals.Send((await gate.NextAsync("the task runs")).Pid, Signals.Kill);
        var crash = await task.FailsWith<WorkerCrashedException>("the task");
        Assert.Equal((null, 9), (crash.ExitCode, crash.Signal));
    }

    [Theory, OnProcesses]
    public async Task A_stack_overflow_is_told(Way way)
    {
        var crash = await FailJobs.Remote.On(await clusters.On(way)).With(_once).Overflow(0).FailsWith<WorkerCrashedException>("the task");
        Assert.Equal(6, crash.Signal);
        Assert.NotEmpty(crash.LastErrorLines);
    }

    [Theory, OnProcesses]
    public async Task A_task_that_crashes_alone_is_tried_again_as_often_as_it_may(Way way)
    {
        using Gate gate = new();
        var task = WaitJobs.Remote.On(await clusters.On(way)).With(new() { MaxRetries = 2, Isolation = Isolation.Process }).At(gate.Name, "victim");
        for (int attempt = 1; attempt <= 3; attempt++) Signals.Send((await gate.NextAsync($"attempt {attempt}")).Pid, Signals.Kill);
        var crash = await task.FailsWith<WorkerCrashedException>("the task");
        Assert.Contains("(attempt 3)", crash.Message);
        Assert.False(gate.IsVisited);
    }

    [Theory, OnProcesses]
    public async Task Who_shared_the_process_of_a_crash_is_tried_again_without_a_charge(Way way)
    {
        using Gate gate = new();
        var jobs = WaitJobs.Remote.On(await clusters.On(way)).With(new() { MaxRetries = 0, Isolation = Isolation.Shared });
        ObjectRef<string>[] tasks = [.. Enumerable.Range(0, 4).Select(i => jobs.At(gate.Name, $"{i}"))];
        var first = await gate.NextAsync(4, "four share a process");
        int pid = Assert.Single(first.Select(visitor => visitor.Pid).Distinct());
        Signals.Send(pid, Signals.Kill);
        var again = await gate.NextAsync(4, "the four run again");
        Assert.DoesNotContain(pid, again.Select(visitor => visitor.Pid));
        foreach (var visitor in again) visitor.LetGo();
        await Ray.WhenAll(tasks).Within("the four");
    }

    [Theory, OnProcesses]
    public async Task A_task_that_always_crashes_ends_alone_and_its_neighbours_succeed(Way way)
    {
        var ray = await clusters.On(way);
        var poison = FailJobs.Remote.On(ray).With(new() { MaxRetries = 1 }).FailFast("poison");
        ObjectRef<int>[] neighbours = [.. Enumerable.Range(0, 50).Select(i => ValueJobs.Remote.On(ray).With(new() { MaxRetries = 0, Isolation = Isolation.Shared }).Add(i, 1))];
        Assert.Equal(Enumerable.Range(1, 50), await Ray.WhenAll(neighbours).Within("the neighbours"));
        var crash = await poison.FailsWith<WorkerCrashedException>("the poison");
        Assert.Contains("(attempt 4)", crash.Message);  // twice in company, free of charge; then alone, once and one retry
    }

    [Theory, OnProcesses]
    public async Task A_worker_that_cannot_start_says_why(Way way)
    {
        var jobs = ValueJobs.Remote.On(await clusters.On(way)).With(new() { EnvironmentVariables = new Dictionary<string, string> { [WorkerStarts.BrokenVariable] = "the licence ran out" } });
        var refused = await Assert.ThrowsAnyAsync<RayException>(() => jobs.Add(1).Within("the task"));
        Assert.Contains("did not start", refused.Message);
        Assert.Contains("the licence ran out", refused.Message);
        Assert.Equal(11, await ValueJobs.Remote.On(await clusters.On(way)).Add(1).Within("a task that did not ask for it"));
    }

    [Theory, OnProcesses]
    public async Task What_a_killed_process_owned_is_lost_with_a_clear_error(Way way)
    {
        using Gate gate = new();
        var ray = await clusters.On(way);
        var inner = await OwnerJobs.Remote.On(ray).With(new() { Isolation = Isolation.Process }).StartAndReturn(gate.Name).Within("a task that returns a reference to its child");
        var child = await gate.NextAsync("the child runs");
        int owner = int.Parse(child.Says);
        Signals.Send(owner, Signals.Kill);
        var lost = await inner.FailsWith<OwnerDiedException>("the child's object");
        Assert.Contains("the process that owned it is gone", lost.Message);
        var whole = ValueJobs.Remote.On(ray).With(new() { Cpus = 4 }).Add(1);
        child.LetGo();
        Assert.Equal(11, await whole.Within("a task that needs the CPU of the orphan, too"));
    }

    public sealed class OneSharedProcess : IAsyncDisposable
    {
        private readonly Clusters _clusters = new() { Options = new() { Cpus = 4, WorkerProcesses = 1 } };

        public Task<RayRuntime> On(Way way) => _clusters.On(way);

        public ValueTask DisposeAsync() => _clusters.DisposeAsync();
    }
}
