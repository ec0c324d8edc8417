using RaySharp.Scheduling;
using static RaySharp.Tests.Scheduling.RecordingNode;

namespace RaySharp.Tests.Scheduling;

/// <summary>Worker processes are of one job: that of the program that started the cluster, or of one that joined.</summary>
public sealed class JobTests
{
    private static readonly ProcessId _driver = ProcessId.HostOf(5);

    private static LeaseSpec OfJob(uint job) => Cpus(1) with { Job = job };

    [Fact]
    public void A_job_gets_processes_of_its_own_when_it_needs_the_first()
    {
        var node = Started();
        node.Scheduler.LeaseRequested(_driver, 1, OfJob(5));
        Assert.Equal("start Shared of job 5", node.Take());
        node.Scheduler.LeaseRequested(A, 1, OfJob(0));
        Assert.Equal("grant 1/1 #2 on 101.0", node.Take());
        node.Scheduler.ProcessReady(new ProcessId(102));
        Assert.Equal($"grant {_driver.Value}/1 #1 on 102.0", node.Take());
    }

    [Fact]
    public void Nothing_is_kept_ready_where_the_program_that_started_the_cluster_drives_nothing()
    {
        RecordingNode node = new(with: static options => options with { KeepsReady = false, ReadyExclusive = 1 });
        node.Scheduler.Start();
        Assert.Equal("", node.Take());
        node.Scheduler.LeaseRequested(_driver, 1, OfJob(5) with { Exclusive = true });
        Assert.Equal("start Exclusive of job 5; start Exclusive of job 5", node.Take());
    }

    [Fact]
    public void What_is_kept_ready_is_started_when_the_node_is_told_to_and_not_again_after_the_program_is_gone()
    {
        RecordingNode node = new(with: static options => options with { KeepsReady = false, ReadyExclusive = 1 });
        node.Scheduler.KeepReady();
        Assert.Equal("start Shared; start Exclusive", node.Take());
        node.Scheduler.KeepReady();
        Assert.Equal("", node.Take());
        node.Scheduler.JobOver(0);
        node.Take();
        node.Scheduler.KeepReady();
        Assert.Equal("", node.Take());
    }

    [Fact]
    public void The_processes_of_a_driver_that_is_gone_end_with_what_they_run_for_it()
    {
        var node = Started();
        node.Scheduler.LeaseRequested(_driver, 1, OfJob(5));
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Take();
        node.Scheduler.NodeLost(5);
        Assert.Equal($"cancel tasks of {_driver.Value} on 102; stop 102", node.Take());
        node.Scheduler.ProcessLost(new ProcessId(102));
        Assert.Equal("", node.Take());
        Assert.Equal(1, node.Scheduler.ProcessCount);
    }

    [Fact]
    public void What_outlives_its_driver_keeps_its_process_and_gets_more_where_it_asks()
    {
        ProcessId head = new(1UL << 32);
        var node = Started(cpus: 4);
        node.Scheduler.LeaseRequested(head, 1, OfJob(5) with { IsActor = true });
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Take();
        node.Scheduler.NodeLost(5);
        Assert.Equal("", node.Take());
        node.Scheduler.LeaseRequested(new ProcessId(102), 1, OfJob(5) with { Exclusive = true });
        Assert.Equal("start Exclusive of job 5", node.Take());
        node.Scheduler.ProcessReady(new ProcessId(103));
        node.Take();
        node.Scheduler.LeaseReturned(2, processMayBeReused: true);
        Assert.Equal("stop 103", node.Take());
        node.Scheduler.LeaseReturned(1, processMayBeReused: false);
        Assert.Equal("stop 102", node.Take());
    }

    [Fact]
    public void What_processes_of_a_driver_that_is_gone_run_for_each_other_only_does_not_keep_them()
    {
        ProcessId shared = new(102), own = new(103);
        var node = Started(cpus: 4);
        node.Scheduler.LeaseRequested(_driver, 1, OfJob(5));
        node.Scheduler.ProcessReady(shared);
        node.Scheduler.LeaseRequested(shared, 1, OfJob(5));
        node.Scheduler.LeaseRequested(shared, 2, OfJob(5) with { Exclusive = true });
        node.Scheduler.ProcessReady(own);
        node.Scheduler.LeaseRequested(own, 1, OfJob(5));
        node.Take();
        node.Scheduler.NodeLost(5);
        Assert.Equal($"cancel tasks of {_driver.Value} on 102; stop 102; stop 103", node.Take());
    }

    [Fact]
    public void When_a_job_is_over_its_processes_end_whoever_has_leases_there()
    {
        var node = Started(cpus: 2);
        ProcessId elsewhere = new(7UL << 32 | 2);
        node.Scheduler.LeaseRequested(elsewhere, 1, OfJob(5));
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Scheduler.LeaseRequested(elsewhere, 2, OfJob(5) with { Exclusive = true });
        node.Scheduler.LeaseRequested(elsewhere, 3, OfJob(5));
        node.Scheduler.LeaseRequested(A, 1, OfJob(0));
        node.Take();
        node.Scheduler.JobOver(5);
        Assert.StartsWith("stop 103; grant 1/1 #", node.Take().Replace("stop 102; ", "", StringComparison.Ordinal));
        node.Scheduler.ProcessLost(new ProcessId(102));
        node.Scheduler.ProcessLost(new ProcessId(103));
        Assert.Equal("", node.Take());
        Assert.Single(node.Scheduler.Leases);
        Assert.Equal(0, node.Scheduler.QueuedRequests);
    }

    [Fact]
    public void Starts_that_fail_are_those_of_their_job()
    {
        var node = Started(with: static options => options with { MostStartFailures = 1 });
        node.Scheduler.LeaseRequested(_driver, 1, OfJob(5));
        node.Scheduler.LeaseRequested(A, 1, OfJob(0));
        node.Take();
        node.Scheduler.ProcessStartFailed(new ProcessId(102), "no such code");
        Assert.StartsWith($"refuse {_driver.Value}/1 ProcessStartFailed: 1 worker processes in a row did not start: no such code", node.Take());
        Assert.Single(node.Scheduler.Leases);
    }
}
