using RaySharp.Core;
using RaySharp.Messages;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class CancellationTests(Clusters clusters) : IClassFixture<Clusters>
{
    private static readonly TaskOptions _whole = new() { Cpus = 2 };

    [Theory, OnProcesses]
    public async Task A_queued_task_that_is_cancelled_never_starts(Way way)
    {
        var jobs = WaitJobs.Remote.On(await clusters.On(way)).With(_whole);
        using Gate gate = new();
        var first = jobs.At(gate.Name, "first");
        var visitor = await gate.NextAsync("the first task has all CPUs");
        var queued = jobs.At(gate.Name, "queued");
        queued.Cancel();
        var cancelled = await queued.FailsWith<RemoteTaskCanceledException>("the queued task");
        Assert.Contains("'WaitJobs.At' was cancelled", cancelled.Message);
        visitor.LetGo();
        await first.Within("the first task");
        var last = jobs.At(gate.Name, "last");
        visitor = await gate.NextAsync("the next that runs");
        Assert.Equal("last", visitor.Says);
        visitor.LetGo();
        await last.Within("the last task");
    }

    [Theory, OnEveryWay]
    public async Task A_running_task_sees_its_token(Way way)
    {
        using Gate gate = new();
        using CancellationTokenSource stop = new();
        var running = WaitJobs.Remote.On(await clusters.On(way)).AtAsync(gate.Name, "running", stop.Token);
        var visitor = await gate.NextAsync("the task runs");
        await stop.CancelAsync();
        await visitor.GoneAsync("the task stops");
        Assert.IsAssignableFrom<OperationCanceledException>(await running.FailsWith<RemoteTaskCanceledException>("the task"));
    }

    [Theory, OnProcesses]
    public async Task A_task_that_ignores_its_token_ends_with_its_result(Way way)
    {
        using Gate gate = new();
        var running = WaitJobs.Remote.On(await clusters.On(way)).NumberAt(gate.Name, "running");
        var visitor = await gate.NextAsync("the task runs");
        running.Cancel();
        visitor.LetGo("8");
        Assert.Equal(8, await running.Within("the result"));
    }

    [Theory, OnProcesses]
    public async Task A_task_takes_those_it_started_along(Way way)
    {
        using Gate gate = new();
        var parent = WaitJobs.Remote.On(await clusters.On(way)).ChildAt(gate.Name, "deepest", 5);
        var visitor = await gate.NextAsync("the deepest child runs");
        parent.Cancel();
        await visitor.GoneAsync("the deepest child stops");
        await parent.FailsWith<RemoteTaskCanceledException>("the parent");
    }

    [Theory, OnProcesses]
    public async Task A_task_that_is_started_by_a_cancelled_one_is_cancelled(Way way)
    {
        using Gate gate = new();
        var parent = WaitJobs.Remote.On(await clusters.On(way)).ChildAfterCancel(gate.Name);
        await CancelAsync(gate, parent);
    }

    [Theory, OnProcesses]
    public async Task A_task_that_is_started_by_a_cancelled_call_is_cancelled(Way way)
    {
        using Gate gate = new();
        var turns = Turns.Remote.On(await clusters.On(way)).Create(null);
        await CancelAsync(gate, turns.ChildAfterCancel(gate.Name));
        GC.KeepAlive(turns);
    }

    [Theory, OnProcesses]
    public async Task A_task_that_waits_for_its_arguments_is_cancelled_at_once(Way way)
    {
        var ray = await clusters.On(way);
        using Gate gate = new();
        var argument = WaitJobs.Remote.On(ray).NumberAt(gate.Name, "argument");
        var visitor = await gate.NextAsync("the argument's task runs");
        var waiting = ValueJobs.Remote.On(ray).Add(argument);
        waiting.Cancel();
        await waiting.FailsWith<RemoteTaskCanceledException>("the waiting task");
        visitor.LetGo("1");
        Assert.Equal(1, await argument.Within("the argument"));
    }

    [Theory, OnProcesses]
    public async Task Force_is_refused_where_the_process_is_shared(Way way)
    {
        using Gate gate = new();
        var running = WaitJobs.Remote.On(await clusters.On(way)).NumberAt(gate.Name, "running");
        var visitor = await gate.NextAsync("the task runs");
        var refused = Assert.Throws<InvalidOperationException>(() => running.Cancel(force: true));
        Assert.Contains("shares its process with other tasks", refused.Message);
        Assert.Contains("Isolation.Process", refused.Message);
        visitor.LetGo("3");
        Assert.Equal(3, await running.Within("the result"));
    }

    [Theory, OnProcesses]
    public async Task Force_that_comes_late_does_not_end_the_process_that_runs_something_else_by_now(Way way)
    {
        using Gate gate = new();
        var ray = await clusters.On(way);
        var alone = WaitJobs.Remote.On(ray).With(new() { Isolation = Isolation.Process, MaxRetries = 0 });
        var running = alone.At(gate.Name, "running");
        var visitor = await gate.NextAsync("the task runs");
        foreach (var link in ((CoreRuntime)ray).Core.Peers.All) link.Control.Send(new TaskCancel(0, ulong.MaxValue, 1, Force: true, Recursive: false));
        visitor.LetGo("it lives");
        Assert.Equal("it lives", await running.Within("the task"));
    }

    [Theory, OnProcesses]
    public async Task Force_ends_the_process_of_a_task_that_has_its_own(Way way)
    {
        using Gate gate = new();
        var deaf = WaitJobs.Remote.On(await clusters.On(way)).With(new() { Isolation = Isolation.Process }).At(gate.Name, "deaf");
        var visitor = await gate.NextAsync("the task runs");
        deaf.Cancel(force: true);
        await visitor.GoneAsync("its process ends");
        await deaf.FailsWith<RemoteTaskCanceledException>("the task");
    }

    [Theory, OnProcesses]
    public async Task Force_may_follow_when_the_task_does_not_heed_its_token(Way way)
    {
        using Gate gate = new();
        var deaf = WaitJobs.Remote.On(await clusters.On(way)).With(new() { Isolation = Isolation.Process }).At(gate.Name, "deaf");
        var visitor = await gate.NextAsync("the task runs");
        deaf.Cancel();
        deaf.Cancel(force: true);
        await visitor.GoneAsync("its process ends");
        await deaf.FailsWith<RemoteTaskCanceledException>("the task");
    }

    [Theory, OnProcesses]
    public async Task What_a_callback_of_the_token_throws_ends_no_process(Way way)
    {
        var jobs = WaitJobs.Remote.On(await clusters.On(way));
        using Gate gate = new();
        HashSet<int> pids = [];
        for (int i = 0; i < 10; i++)
        {
            var waits = jobs.ThrowWhenCancelled(gate.Name);
            var visitor = await gate.NextAsync("the task runs");
            pids.Add(visitor.Pid);
            waits.Cancel();
            await waits.FailsWith<RemoteTaskCanceledException>("the task");
        }
        Assert.InRange(pids.Count, 1, 2);
    }

    [Theory, OnProcesses]
    public async Task A_token_that_was_cancelled_before_the_call_is_enough(Way way)
    {
        using Gate gate = new();
        var never = WaitJobs.Remote.On(await clusters.On(way)).AtAsync(gate.Name, "never", new CancellationToken(canceled: true));
        await never.FailsWith<RemoteTaskCanceledException>("the task");
    }

    [Theory, OnProcesses]
    public async Task To_cancel_twice_or_too_late_does_nothing(Way way)
    {
        var sum = ValueJobs.Remote.On(await clusters.On(way)).Add(1, 1);
        Assert.Equal(2, await sum.Within("the sum"));
        sum.Cancel();
        sum.Cancel();
        Assert.Equal(2, await sum.Within("the sum, still"));
    }

    [Theory, OnProcesses]
    public async Task A_cancellation_that_comes_as_its_task_ends_does_not_reach_the_next_one(Way way)
    {
        var jobs = WaitJobs.Remote.On(await clusters.On(way)).With(_whole);
        using Gate gate = new();
        for (int i = 0; i < 30; i++)
        {
            ObjectRef<string> ending = jobs.At(gate.Name, "ending"), next = jobs.AtAsync(gate.Name, "next");
            var visitor = await gate.NextAsync("the task that ends");
            ending.Cancel();
            visitor.LetGo();
            await ending.Within("the task that ends");
            (await gate.NextAsync("the next task")).LetGo("unharmed");
            Assert.Equal("unharmed", await next.Within("the next task"));
        }
    }

    private static async Task CancelAsync(Gate gate, ObjectRef parent)
    {
        var running = await gate.NextAsync("the parent runs");
        parent.Cancel();
        await running.GoneAsync("the parent sees its token");
        await parent.FailsWith<RemoteTaskCanceledException>("the parent");
        Assert.False(gate.IsVisited, "The late child has run.");
    }
}
