using RaySharp.MemoryPressure;
using RaySharp.Platform;

namespace RaySharp.Tests.MemoryPressure;

public sealed class MemoryMonitorPolicyTests
{
    private const long GiB = 1 << 30;
    private static readonly MemoryReading _short = Reading(96), _enough = Reading(95);
    private readonly MemoryMonitorPolicy _policy = new();
    private ulong _started;

    [Fact]
    public void Up_to_the_threshold_nothing_is_ended()
    {
        ProcessLoad[] processes = [Process(1, Task(1))];
        Assert.Null(_policy.Choose(_enough, processes));
        Assert.NotNull(_policy.Choose(_short, processes));
    }

    [Fact]
    public void The_newest_goes_first() => Assert.Equal(3, Chosen(Process(1, Task(1)), Process(2, Task(1)), Process(3, Task(1))));

    [Fact]
    public void The_owner_with_most_tasks_loses_its_newest() =>
        Assert.Equal(2, Chosen(Process(1, Task(1), Task(1)), Process(2, Task(1)), Process(3, Task(2)), Process(4, Task(3))));

    [Fact]
    public void Of_owners_with_as_many_tasks_the_one_with_the_newest_loses_it() =>
        Assert.Equal(2, Chosen(Process(1, Task(1)), Process(2, Task(2))));

    [Fact]
    public void What_may_not_be_repeated_goes_last() =>
        Assert.Equal(1, Chosen(Process(1, Task(1)), Process(2, Task(2, retriable: false)), Process(3, Task(2), Task(2, retriable: false))));

    [Fact]
    public void Before_a_process_in_which_nothing_may_be_repeated_goes_one_in_which_something_may() =>
        Assert.Equal(1, Chosen(Process(1, Task(1), Task(1, retriable: false)), Process(2, Task(2, retriable: false))));

    [Fact]
    public void Among_what_may_not_be_repeated_the_newest_goes_first() =>
        Assert.Equal(2, Chosen(Process(1, Task(1, retriable: false), Task(1, retriable: false)), Process(2, Task(2, retriable: false))));

    [Fact]
    public void A_process_in_which_nothing_runs_stays()
    {
        Assert.Null(_policy.Choose(_short, [Process(1), Process(2)]));
        Assert.Equal(1, Chosen(Process(1, Task(1)), Process(2)));
    }

    [Fact]
    public void The_next_is_ended_only_when_the_last_one_is_gone()
    {
        ProcessLoad one = Process(1, Task(1)), two = Process(2, Task(1));
        Assert.Equal(2, Chosen(one, two));
        Assert.Null(_policy.Choose(_short, [one, two]));
        Assert.Null(_policy.Choose(_short, [one, two with { Tasks = [] }]));
        Assert.Null(_policy.Choose(_enough, [one]));
        Assert.Equal(1, Chosen(one));
    }

    [Fact]
    public void The_reason_has_the_numbers()
    {
        MemoryVictim victim = _policy.Choose(_short, [Process(1, Task(7)), Process(2), Process(9, Task(7))])!;
        Assert.Equal(("task 2", new ProcessId(9)), (victim.Task.Name, victim.Process));
        Assert.Equal(
            "Memory is short: 96 GiB (103079215104 bytes) of 100 GiB (107374182400 bytes) by memory.max are in use, 96.0 %, above the threshold of 95 %. "
                + "Worker process 0.9 (pid 1009, 9 GiB (9663676416 bytes), 1 running) was ended for task 2: "
                + "all it runs may be repeated, and this is the newest task of owner 0.7, which has most (2). "
                + "The largest processes: 0.9 (pid 1009) 9 GiB (9663676416 bytes), 0.2 (pid 1002) 2 GiB (2147483648 bytes), 0.1 (pid 1001) 1 GiB (1073741824 bytes). "
                + "Use less memory in a task, let fewer run at a time (Memory or Cpus of the task), or raise the limit.",
            victim.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_threshold_that_is_no_part_of_the_limit_is_refused(double threshold) =>
        Assert.Contains("memory threshold of", Assert.Throws<ArgumentException>(() => new MemoryMonitorPolicy(threshold)).Message);

    private static MemoryReading Reading(long used) => new(100 * GiB, used * GiB, (100 - used) * GiB, "memory.max", "memory.max");

    private int Chosen(params ProcessLoad[] processes) => (int)_policy.Choose(_short, processes)!.Process.Value;

    private static ProcessLoad Process(ulong id, params TaskLoad[] tasks) => new(new ProcessId(id), 1000 + (int)id, (long)id * GiB, tasks);

    private TaskLoad Task(ulong owner, bool retriable = true)
    {
        _started++;
        return new TaskLoad($"task {_started}", new ProcessId(owner), retriable, _started);
    }
}
