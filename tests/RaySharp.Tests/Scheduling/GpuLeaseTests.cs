using RaySharp.Scheduling;
using static RaySharp.Tests.Scheduling.RecordingNode;

namespace RaySharp.Tests.Scheduling;

/// <summary>Which processes serve leases of GPUs.</summary>
public sealed class GpuLeaseTests
{
    private static LeaseSpec Gpu(double share, string environment = "") => new() { Resources = ResourceSet.Of(1, share), Environment = environment };

    private static RecordingNode Node(int gpus) => Started(cpus: 8, with: options => options with { Gpus = [.. Enumerable.Range(0, gpus).Select(index => new GpuDevice(index))] });

    [Fact]
    public void A_process_is_kept_for_the_next_lease_of_the_same_devices()
    {
        var node = Node(2);
        node.Scheduler.LeaseRequested(A, 1, Gpu(1));
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Scheduler.LeaseReturned(1, true);
        Assert.Equal("start Exclusive with gpus 0; grant 1/1 #1 on 102.0 gpus 0", node.Take());
        Assert.Equal(node.Scheduler.Total, node.Scheduler.Free);
        node.Scheduler.LeaseRequested(B, 1, Gpu(1));
        Assert.Equal("grant 2/1 #2 on 102.0 gpus 0", node.Take());
    }

    [Fact]
    public void A_kept_process_ends_before_another_starts_on_its_device()
    {
        var node = Node(1);
        node.Scheduler.LeaseRequested(A, 1, Gpu(1));
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Scheduler.LeaseReturned(1, true);
        node.Take();
        node.Scheduler.LeaseRequested(A, 2, Gpu(1, "E"));
        Assert.Equal("stop 102", node.Take());
        node.Scheduler.ProcessLost(new ProcessId(102));
        Assert.Equal("start Exclusive for E with gpus 0", node.Take());
        node.Scheduler.ProcessReady(new ProcessId(103));
        Assert.Equal("grant 1/2 #2 on 103.0 gpus 0", node.Take());
    }

    [Fact]
    public void A_device_without_a_kept_process_is_taken_before_one_is_ended()
    {
        var node = Node(2);
        node.Scheduler.LeaseRequested(A, 1, Gpu(1));
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Scheduler.LeaseReturned(1, true);
        node.Take();
        node.Scheduler.LeaseRequested(A, 2, Gpu(1, "E"));
        Assert.Equal("start Exclusive for E with gpus 1", node.Take());
    }

    [Fact]
    public void Shares_of_one_device_are_processes_beside_each_other()
    {
        var node = Node(2);
        node.Scheduler.LeaseRequested(A, 1, Gpu(0.5));
        node.Scheduler.LeaseRequested(A, 2, Gpu(0.5));
        node.Scheduler.LeaseRequested(A, 3, Gpu(0.5));
        Assert.Equal("start Exclusive with gpus 0; start Exclusive with gpus 0; start Exclusive with gpus 1", node.Take());
    }

    [Fact]
    public void A_lease_that_is_given_up_while_its_device_is_cleared_starts_nothing()
    {
        var node = Node(1);
        node.Scheduler.LeaseRequested(A, 1, Gpu(1));
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Scheduler.LeaseReturned(1, true);
        node.Scheduler.LeaseRequested(A, 2, Gpu(1, "E"));
        node.Take();
        node.Scheduler.LeaseRequestCancelled(A, 2);
        node.Scheduler.ProcessLost(new ProcessId(102));
        Assert.Equal("", node.Take());
        Assert.Equal(node.Scheduler.Total, node.Scheduler.Free);
    }

    [Fact]
    public void A_process_that_came_to_be_kept_while_a_lease_waited_for_its_device_ends_for_it()
    {
        var node = Node(1);
        node.Scheduler.LeaseRequested(A, 1, Gpu(0.5, "one"));
        node.Scheduler.LeaseRequested(A, 2, Gpu(0.5, "two"));
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Scheduler.ProcessReady(new ProcessId(103));
        node.Scheduler.LeaseReturned(1, true);
        node.Scheduler.LeaseRequested(A, 3, Gpu(0.5, "three"));
        node.Scheduler.LeaseReturned(2, true);
        node.Take();
        node.Scheduler.LeaseRequested(A, 4, Gpu(0.5, "four"));
        Assert.Equal("", node.Take());
        node.Scheduler.ProcessLost(new ProcessId(102));
        Assert.Equal("start Exclusive for three with gpus 0; stop 103", node.Take());
        node.Scheduler.ProcessLost(new ProcessId(103));
        Assert.Equal("start Exclusive for four with gpus 0", node.Take());
    }

    [Fact]
    public void The_process_of_an_actor_is_not_kept()
    {
        var node = Node(1);
        node.Scheduler.LeaseRequested(A, 1, Gpu(1) with { IsActor = true });
        node.Scheduler.ProcessReady(new ProcessId(102));
        node.Take();
        node.Scheduler.LeaseReturned(1, true);
        Assert.Equal("stop 102", node.Take());
        Assert.Equal(0, node.Scheduler.Free.Gpus);
    }

    /// <summary>In sum there is enough, but on no device: owners that only keep their leases must be asked.</summary>
    [Fact]
    public void Shares_that_are_only_kept_are_asked_back_for_a_whole_device()
    {
        var node = Node(2);
        for (ulong i = 1; i <= 4; i++) node.Scheduler.LeaseRequested(A, i, Gpu(0.5) with { Key = i });
        for (ulong i = 102; i <= 105; i++) node.Scheduler.ProcessReady(new ProcessId(i));
        node.Scheduler.LeaseReturned(1, false);
        node.Scheduler.LeaseReturned(3, false);
        node.Scheduler.ProcessLost(new ProcessId(102));
        node.Scheduler.ProcessLost(new ProcessId(104));
        node.Take();
        Assert.Equal(ResourceSet.One, node.Scheduler.Free.Gpus);
        node.Scheduler.LeaseRequested(B, 1, Gpu(1));
        Assert.Equal("ask back #2 of 1", node.Take());
        node.Scheduler.LeaseReturned(2, true);
        node.Scheduler.ProcessLost(new ProcessId(103));
        Assert.Equal("stop 103; start Exclusive with gpus 0", node.Take());
    }

    [Fact]
    public void What_actors_hold_for_life_is_counted_by_device()
    {
        var node = Node(2);
        node.Scheduler.LeaseRequested(A, 1, Gpu(0.6) with { IsActor = true });
        node.Scheduler.LeaseRequested(A, 2, Gpu(0.6) with { IsActor = true });
        Assert.True(node.Scheduler.CanRunBesideActors(Gpu(0.4)));
        Assert.False(node.Scheduler.CanRunBesideActors(Gpu(0.5)));
    }
}
