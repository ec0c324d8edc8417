using RaySharp.Scheduling;
using static RaySharp.Tests.Scheduling.RecordingNode;

namespace RaySharp.Tests.Scheduling;

public sealed class WorkerProcessTests
{
    private static LeaseSpec Exclusive { get; } = Cpus(1) with { Exclusive = true };

    [Fact]
    public void An_exclusive_lease_takes_a_ready_process_and_another_is_made_ready()
    {
        RecordingNode node = new(with: options => options with { ReadyExclusive = 1 });
        node.Scheduler.Start();
        node.Scheduler.ProcessReady(new ProcessId(102));
        Assert.Equal("start Shared; start Exclusive", node.Take());
        node.Scheduler.LeaseRequested(A, 1, Exclusive);
        Assert.Equal("grant 1/1 #1 on 102.0; start Exclusive", node.Take());
        node.Scheduler.LeaseReturned(1, processMayBeReused: true);
        node.Scheduler.LeaseRequested(A, 2, Exclusive);
        Assert.Equal("grant 1/2 #2 on 102.0", node.Take());
    }

    [Fact]
    public void Processes_that_are_idle_twice_running_end_but_for_those_that_are_kept_ready()
    {
        RecordingNode node = new(cpus: 4, with: static options => options with { ReadyExclusive = 1 });
        node.Scheduler.Start();
        node.Scheduler.GpuTopology([new GpuDevice(0)]);
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Scheduler.LeaseRequested(A, 1, Exclusive);
        node.Scheduler.ProcessReady(new ProcessId(103));
        node.Scheduler.LeaseRequested(A, 2, new LeaseSpec { Resources = ResourceSet.Of(1, gpus: 1) });
        node.Scheduler.ProcessReady(new ProcessId(104));
        foreach (ulong lease in new ulong[] { 1, 2 }) node.Scheduler.LeaseReturned(lease, processMayBeReused: true);
        node.Take();
        node.Scheduler.EndIdleProcesses();
        Assert.Equal("", node.Take());
        node.Scheduler.LeaseRequested(A, 3, new LeaseSpec { Resources = ResourceSet.Of(1, gpus: 1) });
        node.Scheduler.LeaseReturned(3, processMayBeReused: true);
        Assert.Equal("grant 1/3 #3 on 104.0 gpus 0", node.Take());
        node.Scheduler.EndIdleProcesses();
        Assert.Equal("stop 103", node.Take());
        node.Scheduler.EndIdleProcesses();
        Assert.Equal("stop 104", node.Take());
        node.Scheduler.EndIdleProcesses();
        Assert.Equal("", node.Take());
    }

    [Fact]
    public void A_process_that_may_not_be_reused_or_had_an_actor_is_stopped()
    {
        var node = Started();
        node.Scheduler.LeaseRequested(A, 1, Exclusive);
        node.Scheduler.LeaseRequested(A, 2, Exclusive with { IsActor = true });
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Scheduler.ProcessReady(new ProcessId(103));
        node.Take();
        node.Scheduler.LeaseReturned(1, processMayBeReused: false);
        node.Scheduler.LeaseReturned(2, processMayBeReused: true);
        Assert.Equal("stop 102; stop 103", node.Take());
    }

    [Fact]
    public void A_process_is_started_for_its_environment_and_its_gpus()
    {
        var node = Started(cpus: 4);
        node.Scheduler.GpuTopology([new GpuDevice(0), new GpuDevice(1)]);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1) with { Environment = "E" });
        node.Scheduler.LeaseRequested(A, 2, new LeaseSpec { Resources = ResourceSet.Of(1, gpus: 2) });
        Assert.Equal("start Exclusive for E; start Exclusive with gpus 0 1", node.Take());
        node.Scheduler.ProcessReady(new ProcessId(103));
        node.Scheduler.ProcessReady(new ProcessId(102));
        Assert.Equal("grant 1/2 #2 on 103.0 gpus 0 1; grant 1/1 #1 on 102.0", node.Take());
    }

    [Fact]
    public void Gpus_and_memory_are_free_when_the_process_that_used_them_is_gone()
    {
        var node = Started();
        node.Scheduler.GpuTopology([new GpuDevice(0)]);
        node.Scheduler.LeaseRequested(A, 1, new LeaseSpec { Resources = ResourceSet.Of(1, 1, 60) });
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Take();
        node.Scheduler.LeaseReturned(1, processMayBeReused: false);
        Assert.Equal("stop 102", node.Take());
        Assert.Equal("2 CPU, 40 bytes of memory", node.Scheduler.Free.ToString());
        node.Scheduler.ProcessLost(new ProcessId(102));
        Assert.Equal("2 CPU, 1 GPU, 100 bytes of memory", node.Scheduler.Free.ToString());
    }

    [Fact]
    public void A_lost_process_takes_its_leases_and_its_own_requests_with_it()
    {
        var node = Started();
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.LeaseRequested(new ProcessId(101), 1, Cpus(2));
        node.Take();
        node.Scheduler.ProcessLost(new ProcessId(101));
        node.Scheduler.ProcessLost(new ProcessId(101));
        Assert.Equal("start Shared", node.Take());
        Assert.Equal(node.Scheduler.Total, node.Scheduler.Free);
        Assert.Equal(0, node.Scheduler.QueuedRequests);
    }

    [Fact]
    public void After_three_failed_starts_in_a_row_those_who_wait_are_told_in_the_processs_own_words()
    {
        RecordingNode node = new();
        node.Scheduler.Start();
        node.Scheduler.LeaseRequested(A, 1, Cpus(2));
        node.Scheduler.LeaseRequested(B, 1, Cpus(1));
        node.Scheduler.ProcessStartFailed(new ProcessId(101), "no such file");
        node.Scheduler.ProcessLost(new ProcessId(102));
        Assert.Equal("start Shared; start Shared; start Shared", node.Take());
        node.Scheduler.ProcessStartFailed(new ProcessId(103), "exit code 3: libfoo.so is missing");
        Assert.Equal("refuse 1/1 ProcessStartFailed: 3 worker processes in a row did not start: exit code 3: libfoo.so is missing; "
            + "refuse 2/1 ProcessStartFailed: 3 worker processes in a row did not start: exit code 3: libfoo.so is missing", node.Take());
        node.Scheduler.LeaseRequested(A, 2, Cpus(1));
        Assert.Equal("start Shared", node.Take());
    }

    [Fact]
    public void A_dead_owners_own_processes_are_stopped()
    {
        var node = Started();
        node.Scheduler.LeaseRequested(A, 1, Exclusive);
        node.Scheduler.LeaseRequested(A, 2, Cpus(1) with { Environment = "E" });
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Take();
        node.Scheduler.OwnerLost(A);
        Assert.Equal("stop 102; stop 103", node.Take());
        node.Scheduler.ProcessLost(new ProcessId(102));
        node.Scheduler.ProcessLost(new ProcessId(103));
        Assert.Equal(node.Scheduler.Total, node.Scheduler.Free);
    }

    [Fact]
    public void An_actor_gives_back_what_was_needed_to_place_it()
    {
        var node = Started(cpus: 1);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1) with { IsActor = true, CpusOnlyToPlace = true });
        Assert.Equal(0, node.Scheduler.FreeCpus);
        node.Scheduler.ActorPlaced(1);
        node.Scheduler.ActorPlaced(1);
        Assert.Equal(node.Scheduler.Total, node.Scheduler.Free);
        node.Scheduler.LeaseReturned(1, true);
        Assert.Equal(node.Scheduler.Total, node.Scheduler.Free);
    }
}
