using RaySharp.Placement;
using RaySharp.Scheduling;
using static RaySharp.Tests.Placement.RecordingRouter;

namespace RaySharp.Tests.Placement;

public sealed class LeaseRouterTests
{
    [Fact]
    public void A_node_alone_grants_queues_and_refuses_as_it_is()
    {
        RecordingRouter node = new();
        Assert.Equal("grant 1 #1.1", node.Ask(1, Cpus(2)));
        Assert.Equal("ask back #1.1", node.Ask(2, Cpus(1)));
        Assert.Equal("refuse 3 Infeasible: 3 CPU were asked for, the node has 2 in all. Ask for less, or give the node more. It has 2 CPU.", node.Ask(3, Cpus(3)));
    }

    [Fact]
    public void A_request_goes_where_there_is_room_and_what_was_sent_is_taken_down_until_the_node_reports()
    {
        RecordingRouter node = new();
        node.News(Says(2, 2, 2));
        Assert.Equal("grant 1 #1.1", node.Ask(1, Cpus(2)));
        Assert.Equal("spill 2 to 2", node.Ask(2, Cpus(2)));
        Assert.Equal("ask back #1.1", node.Ask(3, Cpus(2)));        // both are full: it waits close by
        Assert.Equal("spill 3 to 2", node.News(Says(2, 2, 2)));
    }

    [Fact]
    public void A_request_that_comes_twice_is_sent_on_once()
    {
        RecordingRouter node = new(cpus: 0);
        node.News(Says(2, 2, 2));
        Assert.Equal("spill 1 to 2", node.Ask(1, Cpus(1)));
        Assert.Equal("", node.Ask(1, Cpus(1)));
    }

    [Fact]
    public void What_another_node_sent_here_waits_here_although_others_have_room()
    {
        RecordingRouter node = new();
        node.News(Says(2, 2, 2));
        node.Ask(1, Cpus(2));
        Assert.Equal("ask back #1.1", node.Ask(2, Cpus(1), hops: 1));
        Assert.Equal(1, node.Scheduler.QueuedRequests);
        Assert.Equal("spill 2 to 2", node.News(Says(2, 2, 1)));    // only news send it on
    }

    [Fact]
    public void Waiting_requests_are_sent_on_oldest_first_as_far_as_there_is_room()
    {
        RecordingRouter node = new();
        node.News(Says(2, 4, 0));
        node.Ask(1, Cpus(2));
        foreach (ulong number in new ulong[] { 2, 3, 4 }) node.Ask(number, Cpus(2), hops: 1);
        Assert.Equal("spill 2 to 2; spill 3 to 2", node.News(Says(2, 4, 4)));
        Assert.Equal("", node.News());
        Assert.Equal("grant 4 #1.2", Returned(node, 1));
    }

    [Fact]
    public void A_request_that_was_sent_on_often_stays()
    {
        RecordingRouter node = new();
        node.Ask(1, Cpus(2));
        node.Ask(2, Cpus(1), hops: LeaseRouter.MostHops);
        node.Ask(3, Cpus(1), hops: LeaseRouter.MostHops - 1);
        Assert.Equal("spill 3 to 2", node.News(Says(2, 4, 4)));
    }

    [Fact]
    public void One_that_was_sent_on_often_goes_on_where_actors_hold_for_life_what_it_asks_for()
    {
        RecordingRouter node = new();
        node.Ask(1, Cpus(1) with { IsActor = true });
        node.Ask(2, Cpus(2), hops: LeaseRouter.MostHops);
        Assert.Equal("spill 2 to 2", node.News(Says(2, 4, 4)));
    }

    [Fact]
    public void Leases_that_are_kept_here_are_asked_back_for_those_who_wait_elsewhere()
    {
        RecordingRouter node = new();
        node.Ask(1, Cpus(1));
        node.Ask(2, Cpus(1));
        Assert.Equal("ask back #1.1", node.News(Says(2, 2, 0, new Demand(ResourceSet.Of(0.5), 1))));
        Assert.Equal("", node.News(Says(2, 2, 0, new Demand(ResourceSet.Of(0.5), 1))));
        Assert.Equal("", node.News(Says(2, 9, 0, new Demand(ResourceSet.Of(5), 1))));       // never to run here
        Assert.Equal("ask back #1.2", node.News(Says(2, 2, 0, new Demand(ResourceSet.Of(1), 3))));
    }

    [Fact]
    public void What_no_node_has_the_heads_node_refuses_and_others_ask_it()
    {
        RecordingRouter other = new(number: 3);
        other.News(Says(2, 4, 4));
        Assert.Equal("spill 1 to 1", other.Ask(1, Cpus(5)));
        RecordingRouter head = new();
        head.News(Says(2, 4, 4));
        Assert.Equal("refuse 1 Infeasible: 5 CPU were asked for, no node has more than 4. Ask for less, or give the cluster a node that has more. The cluster has 2 nodes; the most that any has of each is 4 CPU.", head.Ask(1, Cpus(5), hops: 1));
        Assert.Contains("1 npu were asked for, no node has any.", head.Ask(2, Npu));
        head.News(Says(3, Npu.Resources, Npu.Resources));
        Assert.Contains("1 CPU, 1 npu were asked for, which no node has together.", head.Ask(3, Npu with { Resources = Npu.Resources.With(ResourceSet.One, 0) }));
    }

    [Fact]
    public void Where_the_cluster_may_grow_the_infeasible_waits_with_one_warning_until_it_can_run()
    {
        RecordingRouter head = new();
        head.View.MayGrow = static _ => true;
        Assert.StartsWith("warn: A task or actor waits for a node that can run it: 1 npu were asked for", head.Ask(1, Npu));
        Assert.Equal("", head.Ask(2, Npu));
        Assert.Equal(2, Assert.Single(head.Router.Report().Demand).Count);
        head.Router.LeaseRequestCancelled(head.Owner, 2);
        Assert.Equal("spill 1 to 2", head.News(Says(2, Npu.Resources, Npu.Resources)));
        Assert.Equal(0, head.Router.ParkedRequests);
        head.View.MayGrow = null;
        head.Ask(3, Cpus(9));
        Assert.Empty(head.Router.Report().Demand);
    }

    [Fact]
    public void What_waits_for_the_cluster_to_grow_is_refused_when_it_may_no_more()
    {
        RecordingRouter head = new();
        head.View.MayGrow = static _ => true;
        head.Ask(1, Npu);
        head.View.MayGrow = null;
        Assert.StartsWith("refuse 1 Infeasible", head.News());
    }

    [Fact]
    public void What_only_a_lost_node_could_run_is_refused()
    {
        RecordingRouter head = new();
        head.News(Says(2, 4, 4));
        Assert.Equal("spill 1 to 2", head.Ask(1, Cpus(4)));
        head.Router.NodeLost(2);
        Assert.StartsWith("refuse 2 Infeasible", head.Ask(2, Cpus(4)));
        Assert.StartsWith("refuse 3 Infeasible", (head.News(Says(2, 4, 4)), head.Ask(3, Cpus(4))).Item2);      // its late words count for nothing
    }

    [Fact]
    public void A_lost_nodes_processes_own_nothing_here_any_more()
    {
        RecordingRouter node = new();
        ProcessId far = new(ProcessId.HostOf(2).Value + 7);
        node.Router.LeaseRequested(far, 1, Cpus(2), 1);
        node.Router.LeaseRequested(far, 2, Cpus(2), 1);
        Assert.Equal("grant 1 #1.1; ask back #1.1", node.Take());
        node.Router.NodeLost(2);
        Assert.Equal("cancel tasks of 2.8 on 1.2", node.Take());
        Assert.Equal(0, node.Scheduler.QueuedRequests);
        node.Router.LeaseRequested(far, 3, Cpus(2), 1);
        node.Router.LeaseRequested(new ProcessId(far.Value + 1), 1, Cpus(0), 1);
        Assert.Equal("", node.Take());
    }

    [Fact]
    public void A_node_that_could_not_be_reached_is_left_out_until_there_are_news_of_it()
    {
        RecordingRouter head = new(cpus: 0);
        head.News(Says(2, 2, 2), Says(3, 2, 2));
        Assert.Equal("spill 1 to 3", head.Ask(1, Cpus(1), hops: 1, doubt: 2));
        head.Ask(2, Cpus(1), hops: 1, doubt: 3);
        Assert.Equal(1, head.Router.ParkedRequests);
        Assert.Equal("spill 2 to 3", head.News(Says(3, 2, 1)));
    }

    [Fact]
    public void A_bound_request_goes_to_its_node_only_and_a_softly_bound_one_elsewhere_when_it_must()
    {
        RecordingRouter head = new();
        var hard = SchedulingStrategy.NodeAffinity(new NodeId(3), soft: false);
        head.News(Says(2, 4, 4), Says(3, 4, 0));
        Assert.Equal("spill 1 to 3", head.Ask(1, Cpus(1, hard)));
        Assert.Equal("refuse 2 Infeasible: 5 CPU were asked for, the node has 4 in all, and it is bound to node 3 (SchedulingStrategy.NodeAffinity). Ask for less, or make the affinity soft. The node has 4 CPU.", head.Ask(2, Cpus(5, hard)));
        RecordingRouter bound = new(number: 3);
        bound.News(Says(2, 4, 4));
        bound.Ask(1, Cpus(2));
        Assert.Equal("ask back #3.1", bound.Ask(2, Cpus(1, hard), hops: 1));
        Assert.Equal("", bound.News(Says(2, 4, 4)));       // it waits on
        Assert.Equal("grant 3 #1.1", head.Ask(3, Cpus(1, SchedulingStrategy.NodeAffinity(new NodeId(9), soft: true))));
    }

    private static string Returned(RecordingRouter node, ulong lease)
    {
        node.Scheduler.LeaseReturned(LeaseId.First(1) + lease - 1, true);
        return node.Take();
    }
}
