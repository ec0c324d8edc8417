using RaySharp.Scheduling;
using static RaySharp.Tests.Scheduling.RecordingNode;

namespace RaySharp.Tests.Scheduling;

public sealed class WaitingTaskTests
{
    [Fact]
    public void A_task_that_waits_gives_back_its_cpus_and_nothing_else()
    {
        var node = Started(licences: 1);
        node.Scheduler.LeaseRequested(A, 1, new LeaseSpec { Resources = ResourceSet.Of(2, 0, 40, ResourceText.Parse("licence=1")) });
        node.Scheduler.TaskBlocked(1, 1);
        Assert.Equal("2 CPU, 60 bytes of memory", node.Scheduler.Free.ToString());
        node.Scheduler.TaskUnblocked(1, 1);
        Assert.EndsWith("resume #1 wait 1", node.Take());
        Assert.Equal("60 bytes of memory", node.Scheduler.Free.ToString());
    }

    [Fact]
    public void A_freed_cpu_goes_to_a_task_that_can_go_on_before_any_request()
    {
        var node = Started(cpus: 1);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.TaskBlocked(1, 1);
        node.Scheduler.LeaseRequested(B, 1, Cpus(1, depth: 1));
        node.Scheduler.LeaseRequested(B, 2, Cpus(1, depth: 5));
        node.Scheduler.TaskUnblocked(1, 1);
        node.Take();
        node.Scheduler.LeaseReturned(2, true);
        Assert.Equal("resume #1 wait 1; ask back #1 of 1", node.Take());
    }

    [Fact]
    public void Cpus_are_kept_for_a_task_that_can_go_on_until_there_are_enough()
    {
        var node = Started();
        node.Scheduler.LeaseRequested(A, 1, Cpus(2));
        node.Scheduler.TaskBlocked(1, 1);
        node.Scheduler.LeaseRequested(B, 1, Cpus(1));
        node.Scheduler.LeaseRequested(B, 2, Cpus(1));
        node.Scheduler.TaskUnblocked(1, 1);
        node.Scheduler.LeaseRequested(B, 3, Cpus(1, depth: 3));
        node.Take();
        node.Scheduler.LeaseReturned(2, true);
        Assert.Equal("", node.Take());
        node.Scheduler.LeaseReturned(3, true);
        Assert.StartsWith("resume #1 wait 1", node.Take());
    }

    [Fact]
    public void Waits_that_come_late_or_twice_do_nothing()
    {
        var node = Started(cpus: 1);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.TaskBlocked(1, 1);
        node.Scheduler.TaskUnblocked(1, 1);
        node.Scheduler.TaskBlocked(1, 1);
        Assert.Equal(0, node.Scheduler.FreeCpus);
        node.Take();
        node.Scheduler.TaskUnblocked(1, 1);
        Assert.Equal("resume #1 wait 1", node.Take());    // the answer may have been what was lost
        node.Scheduler.TaskBlocked(1, 2);
        node.Scheduler.TaskUnblocked(1, 1);
        node.Scheduler.TaskBlocked(99, 1);
        Assert.Equal("", node.Take());
        Assert.Equal(1, node.Scheduler.WaitingTasks);
    }

    [Fact]
    public void A_lease_that_is_kept_without_work_is_asked_back_for_a_task_that_can_go_on_even_of_the_same_key()
    {
        var node = Started(cpus: 1);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1) with { Key = 1 });
        node.Scheduler.TaskBlocked(1, 1);
        node.Scheduler.LeaseRequested(A, 2, Cpus(1) with { Key = 1 });
        node.Take();
        node.Scheduler.TaskUnblocked(1, 1);
        Assert.Equal("ask back #2 of 1", node.Take());
    }

    [Fact]
    public void A_task_goes_on_although_actors_hold_its_cpus_for_life()
    {
        var node = Started(cpus: 1);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.TaskBlocked(1, 1);
        node.Scheduler.LeaseRequested(B, 1, Cpus(1) with { IsActor = true });
        node.Scheduler.ActorPlaced(2);
        node.Take();
        node.Scheduler.TaskUnblocked(1, 1);
        Assert.Equal("resume #1 wait 1", node.Take());
        Assert.Equal(-ResourceSet.One, node.Scheduler.FreeCpus);
        node.Scheduler.LeaseReturned(1, true);
        node.Scheduler.LeaseReturned(2, false);
        Assert.Equal(node.Scheduler.Total, node.Scheduler.Free);
    }

    [Fact]
    public void At_the_limit_of_waiting_tasks_one_at_a_time_is_started_when_nothing_runs()
    {
        var node = Started(with: options => options with { WaitingTasks = 1 });
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.LeaseRequested(A, 2, Cpus(1));
        node.Scheduler.TaskBlocked(1, 1);
        node.Take();
        node.Scheduler.LeaseRequested(B, 1, Cpus(1, depth: 1));
        Assert.Equal("ask back #2 of 1", node.Take());
        node.Scheduler.LeaseReturned(2, true);
        Assert.Equal("warn: Tasks that wait for others: 1; the limit is 1. From here one task at a time is started. Let tasks wait for fewer others, or raise the limit.; grant 2/1 #3 on 101.1", node.Take());
    }

    [Fact]
    public void When_as_many_wait_as_may_and_nothing_runs_requests_are_refused()
    {
        var node = Started(with: options => options with { WaitingTasks = 1, MostWaitingTasks = 2 });
        for (ulong i = 1; i <= 2; i++)
        {
            node.Scheduler.LeaseRequested(A, i, Cpus(1));
            node.Scheduler.TaskBlocked(i, 1);
        }
        node.Take();
        node.Scheduler.LeaseRequested(B, 1, Cpus(1));
        Assert.Equal("refuse 2/1 TooManyWaiting: Tasks that wait for others: 2, and none runs; no more than 2 may wait. Let tasks wait for fewer others, or raise the limit.", node.Take());
    }

    [Fact]
    public void A_circle_in_what_users_ask_for_is_reported_once()
    {
        var node = Started(licences: 1);
        var licence = new LeaseSpec { Resources = ResourceSet.Of(1, custom: ResourceText.Parse("licence=1")) };
        node.Scheduler.LeaseRequested(A, 1, licence);
        node.Scheduler.TaskBlocked(1, 1);
        node.Take();
        node.Scheduler.LeaseRequested(B, 1, licence with { Depth = 1 });
        Assert.Equal("warn: Nothing runs, and 1 lease request cannot be granted: 1 CPU, 1 licence are asked for, 2 CPU, 100 bytes of memory are free of 2 CPU, 100 bytes of memory, 1 licence. "
            + "The rest is held by actors and by tasks that wait. End an actor, or ask for less in tasks that wait for others.", node.Take());
        node.Scheduler.LeaseRequested(B, 2, licence with { Depth = 1 });
        Assert.Equal("", node.Take());
    }
}
