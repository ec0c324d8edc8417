using RaySharp.Contracts;
using RaySharp.Ownership;

namespace RaySharp.Tests.Ownership;

/// <summary>What the simulation found.</summary>
public sealed class TaskSubmitterCrashTests
{
    private static readonly ProcessId _first = new(101);
    private static readonly ProcessId _second = new(102);
    private readonly RecordingTasks _effects = new();
    private readonly SchedulingKey _key = new("spec", runsAlone: false);
    private readonly TaskSubmitter _submitter;

    public TaskSubmitterCrashTests() => _submitter = new TaskSubmitter(_effects, maxRequests: 8, MemoryRetries.Default);

    [Fact]
    public void A_task_is_not_sent_to_another_lease_of_the_process_that_was_lost()
    {
        var task = Submit();
        Submit();
        _submitter.LeaseGranted(1, 1, _first, null);
        _submitter.LeaseGranted(2, 2, _first, null);
        _effects.Take();
        _submitter.ProcessLost(_first, "killed");
        Assert.DoesNotContain("push", _effects.Take());
        Assert.Equal(1, task.SharedCrashes);
        Assert.Same(_key, task.Key);
    }

    [Fact]
    public void A_grant_on_a_process_that_is_known_to_be_lost_blames_no_task_and_is_asked_for_again()
    {
        var task = Submit();
        _submitter.ProcessLost(_first, "killed");
        _effects.Take();
        _submitter.LeaseGranted(1, 1, _first, null);
        Assert.Equal("return 1; request 2", _effects.Take());
        _submitter.ProcessLost(_first, "killed");
        Assert.Equal(0, task.SharedCrashes);
        _submitter.LeaseGranted(2, 2, _second, null);
        Assert.Equal("push to 2", _effects.Take());
    }

    [Fact]
    public void After_two_crashes_in_company_a_task_runs_alone_and_then_pays_for_its_crashes()
    {
        var task = Submit(retries: 1);
        ulong request = 1;
        for (ulong process = 101; process <= 103; process++, request++)
        {
            _submitter.LeaseGranted(request, request, new ProcessId(process), null);
            _submitter.ProcessLost(new ProcessId(process), "killed");
            Assert.Equal(process < 103 ? 1 : 0, task.RetriesLeft);
            Assert.Equal(process >= 102, task.Key.RunsAlone);
        }
        _submitter.LeaseGranted(request, request, new ProcessId(104), null);
        _effects.Take();
        _submitter.ProcessLost(new ProcessId(104), "killed");
        Assert.Equal("fail WorkerCrashed", _effects.Take());
    }

    [Fact]
    public void When_memory_is_short_only_the_task_of_the_chosen_lease_pays_and_of_a_budget_of_its_own()
    {
        PendingTask chosen = Submit(), neighbour = Submit();
        chosen.MemoryRetriesLeft = 1;
        for (ulong process = 101; process <= 102; process++)
        {
            ulong first = 2 * process, second = first + 1;
            _submitter.LeaseGranted(2 * (process - 100) - 1, first, new ProcessId(process), null);
            _submitter.LeaseGranted(2 * (process - 100), second, new ProcessId(process), null);
            _effects.Take();
            _submitter.ProcessLost(new ProcessId(process), "memory is short", endedForMemory: chosen.Lease!.Id);
            Assert.StartsWith(process == 102 ? "fail OutOfMemory" : "delay 1 s", _effects.Take());
            _submitter.DelayOver(chosen);
        }
        Assert.Equal((3, 0, 0), (chosen.RetriesLeft, chosen.MemoryRetriesLeft, chosen.SharedCrashes));
        Assert.Equal((3, 0, 0, TaskState.Queued), (neighbour.RetriesLeft, neighbour.MemoryRetriesLeft, neighbour.SharedCrashes, neighbour.State));
    }

    [Fact]
    public void Before_each_run_after_an_end_for_memory_a_task_waits_twice_as_long_up_to_a_minute()
    {
        var task = Submit();
        task.MemoryRetriesLeft = -1;
        List<string> delays = [];
        for (ulong i = 1; i <= 9; i++)
        {
            _submitter.LeaseGranted(i, i, new ProcessId(100 + i), null);
            _effects.Take();
            _submitter.ProcessLost(new ProcessId(100 + i), "memory is short", endedForMemory: i);
            Assert.Equal(TaskState.Delayed, task.State);
            delays.Add(_effects.Take());
            _submitter.DelayOver(task);
            Assert.Equal($"request {i + 1}", _effects.Take());
            _submitter.DelayOver(task);
            Assert.Equal("", _effects.Take());
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], delays.Select(static delay => int.Parse(delay.Split(' ')[1])));
    }

    [Fact]
    public void A_task_that_waits_to_be_run_again_is_cancelled_at_once_and_stays_so()
    {
        var task = Submit();
        task.MemoryRetriesLeft = 1;
        _submitter.LeaseGranted(1, 1, _first, null);
        _submitter.ProcessLost(_first, "memory is short", endedForMemory: 1);
        _effects.Take();
        Assert.True(_submitter.Cancel(task));
        Assert.Equal("fail Cancelled", _effects.Take());
        _submitter.DelayOver(task);
        Assert.Equal("", _effects.Take());
    }

    [Fact]
    public void When_memory_is_short_and_nothing_ran_on_the_chosen_lease_nobody_pays()
    {
        var task = Submit();
        _submitter.LeaseGranted(1, 1, _first, null);
        _submitter.ProcessLost(_first, "memory is short", endedForMemory: 7);
        Assert.Equal((TaskState.Queued, 0), (task.State, task.SharedCrashes));
    }

    [Fact]
    public void When_leases_are_refused_and_the_only_one_waits_the_queued_tasks_fail_because_it_may_wait_for_them()
    {
        Submit();
        _submitter.LeaseGranted(1, 1, _first, null);
        Submit();
        _submitter.LeaseRefused(2, "no process starts");
        Assert.DoesNotContain("fail", _effects.Take());
        _submitter.GivenBack(_submitter.Find(1)!, [], stalled: true);
        Assert.Equal("request 3", _effects.Take());
        _submitter.LeaseRefused(3, "no process starts");
        Assert.Equal("fail Unschedulable", _effects.Take());
    }

    private PendingTask Submit(int retries = 3)
    {
        PendingTask task = new() { Key = _key, Profile = new MethodProfile(), RetriesLeft = retries };
        _submitter.Submit(task);
        return task;
    }
}
