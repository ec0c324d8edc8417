using RaySharp.Scheduling;
using static RaySharp.Tests.Scheduling.RecordingNode;

namespace RaySharp.Tests.Scheduling;

public sealed class LeaseTests
{
    [Fact]
    public void A_lease_is_granted_when_its_process_is_ready()
    {
        RecordingNode node = new();
        node.Scheduler.Start();
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        Assert.Equal("start Shared", node.Take());
        node.Scheduler.ProcessReady(new ProcessId(101));
        Assert.Equal("grant 1/1 #1 on 101.0", node.Take());
        Assert.Equal("1 CPU, 100 bytes of memory", node.Scheduler.Free.ToString());
    }

    [Fact]
    public void A_request_that_comes_twice_is_granted_once()
    {
        var node = Started();
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        Assert.Equal("grant 1/1 #1 on 101.0", node.Take());
        node.Scheduler.LeaseReturned(1, true);
        node.Scheduler.LeaseReturned(1, true);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        Assert.Equal("", node.Take());
        Assert.Equal(node.Scheduler.Total, node.Scheduler.Free);
    }

    [Fact]
    public void What_the_node_does_not_have_is_refused_at_once_with_what_was_asked_and_what_there_is()
    {
        var node = Started(licences: 1);
        node.Scheduler.LeaseRequested(A, 1, Cpus(3));
        Assert.Equal("refuse 1/1 Infeasible: 3 CPU were asked for, the node has 2 in all. Ask for less, or give the node more. It has 2 CPU, 100 bytes of memory, 1 licence.", node.Take());
        node.Scheduler.LeaseRequested(A, 2, new LeaseSpec { Resources = ResourceSet.Of(gpus: 1) });
        Assert.Contains("1 GPU were asked for, the node has none.", node.Take());
        node.Scheduler.LeaseRequested(A, 3, new LeaseSpec { Resources = ResourceSet.Of(custom: ResourceText.Parse("npu=2")) });
        Assert.Contains("2 npu were asked for, the node has none.", node.Take());
    }

    [Fact]
    public void The_deepest_request_goes_first_and_within_a_depth_the_first()
    {
        var node = Started(cpus: 1);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.LeaseRequested(A, 2, Cpus(1));
        node.Scheduler.LeaseRequested(B, 1, Cpus(1));
        node.Scheduler.LeaseRequested(B, 2, Cpus(1, depth: 1));
        node.Take();
        for (ulong lease = 1; lease <= 3; lease++) node.Scheduler.LeaseReturned(lease, true);
        Assert.Equal("grant 2/2 #2 on 101.0; ask back #2 of 2; grant 1/2 #3 on 101.0; ask back #3 of 1; grant 2/1 #4 on 101.0", node.Take());
    }

    [Fact]
    public void When_memory_is_short_all_leases_of_tasks_are_asked_back_once_although_nobody_waits()
    {
        var node = Started();
        node.Scheduler.LeaseRequested(A, 1, Cpus(0.5));
        node.Scheduler.LeaseRequested(B, 1, Cpus(0.5));
        node.Scheduler.LeaseRequested(A, 2, Cpus(0.5) with { IsActor = true });
        node.Take();
        node.Scheduler.AskBackAll();
        node.Scheduler.AskBackAll();
        Assert.Equal("ask back #1 of 1; ask back #2 of 2", node.Take());
    }

    [Fact]
    public void Small_requests_pass_a_big_one_only_so_often()
    {
        var node = Started(with: options => options with { MostBypassed = 2 });
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.LeaseRequested(A, 2, Cpus(2));
        for (ulong i = 1; i <= 5; i++)
        {
            node.Scheduler.LeaseRequested(B, i, Cpus(0.1));
        }
        string effects = node.Take();
        Assert.Contains("grant 2/2", effects);
        Assert.DoesNotContain("grant 2/3", effects);
        foreach (ulong lease in new ulong[] { 1, 2, 3 }) node.Scheduler.LeaseReturned(lease, true);
        Assert.StartsWith("grant 1/2", node.Take());
    }

    [Fact]
    public void Leases_are_asked_back_in_turn_between_owners_once_and_no_more_than_are_needed()
    {
        var node = Started(cpus: 4);
        for (ulong i = 1; i <= 2; i++)
        {
            node.Scheduler.LeaseRequested(A, i, Cpus(1));
            node.Scheduler.LeaseRequested(B, i, Cpus(1));
        }
        node.Take();
        node.Scheduler.LeaseRequested(new ProcessId(3), 1, Cpus(2));
        Assert.Equal("ask back #1 of 1; ask back #2 of 2", node.Take());
        node.Scheduler.LeaseRequested(new ProcessId(3), 2, Cpus(1));
        Assert.Equal("ask back #3 of 1", node.Take());
    }

    [Fact]
    public void An_owners_lease_is_not_asked_back_for_the_same_key_of_that_owner()
    {
        var node = Started(cpus: 1);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1) with { Key = 7 });
        node.Scheduler.LeaseRequested(A, 2, Cpus(1) with { Key = 7 });
        Assert.Equal("grant 1/1 #1 on 101.0", node.Take());
        node.Scheduler.LeaseRequested(A, 3, Cpus(1) with { Key = 8 });
        Assert.Equal("ask back #1 of 1", node.Take());
    }

    [Fact]
    public void A_cancelled_request_is_forgotten_queued_or_starting()
    {
        RecordingNode node = new(cpus: 1);
        node.Scheduler.Start();
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.LeaseRequested(A, 2, Cpus(1));
        node.Scheduler.LeaseRequestCancelled(A, 2);
        node.Scheduler.LeaseRequestCancelled(A, 1);
        node.Take();
        node.Scheduler.ProcessReady(new ProcessId(101));
        Assert.Equal("", node.Take());
        Assert.Equal(node.Scheduler.Total, node.Scheduler.Free);
    }

    [Fact]
    public void A_dead_owners_slot_stays_taken_until_the_worker_says_that_it_is_empty()
    {
        var node = Started(cpus: 1);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        node.Scheduler.LeaseRequested(A, 2, Cpus(1));
        node.Scheduler.LeaseRequested(B, 1, Cpus(1));
        node.Take();
        node.Scheduler.OwnerLost(A);
        node.Scheduler.OwnerLost(A);
        Assert.Equal("cancel tasks of 1 on 101", node.Take());
        node.Scheduler.LeaseReturned(1, true);
        Assert.Equal("grant 2/1 #2 on 101.0", node.Take());
    }

    [Fact]
    public void A_dead_owners_late_request_is_not_queued()
    {
        var node = Started(cpus: 1);
        node.Scheduler.OwnerLost(A);
        node.Scheduler.LeaseRequested(A, 1, Cpus(1));
        Assert.Equal("", node.Take());
    }

    [Fact]
    public void Slots_of_one_process_are_numbered_from_the_lowest_that_is_free_and_the_emptiest_process_is_chosen()
    {
        var node = Started(cpus: 4, with: options => options with { SharedProcesses = 2 });
        node.Scheduler.ProcessReady(new ProcessId(102));
        for (ulong i = 1; i <= 4; i++) node.Scheduler.LeaseRequested(A, i, Cpus(0.5));
        Assert.Equal("grant 1/1 #1 on 101.0; grant 1/2 #2 on 102.0; grant 1/3 #3 on 101.1; grant 1/4 #4 on 102.1", node.Take());
        node.Scheduler.LeaseReturned(1, true);
        node.Scheduler.LeaseRequested(A, 5, Cpus(0.5));
        Assert.Equal("grant 1/5 #5 on 101.0", node.Take());
    }

    [Fact]
    public void However_little_they_take_no_more_tasks_run_in_a_process_than_its_slots_and_actors_do_not_count()
    {
        var node = Started(with: options => options with { SlotsPerProcess = 2 });
        for (ulong i = 1; i <= 3; i++) node.Scheduler.LeaseRequested(A, i, Cpus(0));
        Assert.Equal("grant 1/1 #1 on 101.0; grant 1/2 #2 on 101.1; ask back #1 of 1", node.Take());
        node.Scheduler.LeaseRequested(B, 1, Cpus(0) with { IsActor = true });
        Assert.Equal("grant 2/1 #3 on 101.2", node.Take());
    }
}
