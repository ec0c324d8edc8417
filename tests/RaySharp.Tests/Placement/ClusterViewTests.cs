using RaySharp.Codecs;
using RaySharp.Messages;
using RaySharp.Placement;
using RaySharp.Scheduling;
using LeaseRequestMessage = RaySharp.Messages.LeaseRequest;
using static RaySharp.Tests.Placement.RecordingRouter;

namespace RaySharp.Tests.Placement;

public sealed class ClusterViewTests
{
    [Fact]
    public void The_own_node_is_seen_as_it_is_whatever_the_head_says_of_it()
    {
        RecordingRouter node = new(number: 2);
        node.News(Says(2, 9, 9), Says(3, 1, 1));
        node.Ask(1, Cpus(0.5));
        Assert.Equal(["2 CPU / 1.5 CPU", "1 CPU / 1 CPU"], node.View.Look().Select(view => $"{view.Total} / {view.Free}"));
    }

    [Fact]
    public void What_was_taken_down_for_a_request_that_never_came_is_forgotten_when_others_had_news_twice()
    {
        RecordingRouter node = new(cpus: 0);
        node.News(Says(2, 2, 2), Says(3, 1, 0));
        Assert.Equal("spill 1 to 2", node.Ask(1, Cpus(2)));
        Assert.True(node.View.Look()[1].Free.IsEmpty);
        node.News(Says(3, 1, 1));
        Assert.True(node.View.Look()[1].Free.IsEmpty);
        node.News(Says(3, 1, 0));
        Assert.Equal("2 CPU", node.View.Look()[1].Free.ToString());
    }

    [Fact]
    public void A_node_reports_only_what_has_changed()
    {
        RecordingRouter node = new();
        ReportGate gate = new();
        Assert.True(gate.TryPass(node.Router.Report(), out var first));
        Assert.False(gate.TryPass(node.Router.Report(), out _));
        node.Ask(1, Cpus(2));
        Assert.True(gate.TryPass(node.Router.Report(), out _));
        node.Ask(2, Cpus(1));
        node.Ask(3, Cpus(1));
        Assert.True(gate.TryPass(node.Router.Report(), out var third));
        Assert.Equal((1u, 3u), ((uint)first.Number, (uint)third.Number));
        Assert.Equal(new Demand(ResourceSet.Of(1), 2), Assert.Single(third.Demand));
    }

    /// <summary>Else the node that sent it would believe for ever that it still takes room there.</summary>
    [Fact]
    public void A_request_that_came_from_another_node_is_news_even_if_it_is_over()
    {
        RecordingRouter node = new();
        ReportGate gate = new();
        gate.TryPass(node.Router.Report(), out _);
        node.Ask(1, Cpus(2), hops: 1);
        node.Scheduler.LeaseReturned(LeaseId.First(1), true);
        Assert.True(gate.TryPass(node.Router.Report(), out _));
        node.Router.LeaseRequestCancelled(node.Owner, 2);       // cancelled on its way
        Assert.True(gate.TryPass(node.Router.Report(), out _));
    }

    [Fact]
    public void Old_news_that_come_late_count_for_nothing()
    {
        RecordingRouter node = new(cpus: 0);
        var old = Says(2, 2, 2);
        node.News(Says(2, 2, 0));
        node.News(old);
        Assert.True(node.View.Look()[1].Free.IsEmpty);
        ViewCollector head = new();
        head.Add(2);
        head.Reported(Says(2, 2, 1));
        head.TakeNews();
        head.Reported(old);
        Assert.False(head.HasNews);
    }

    [Fact]
    public void A_report_names_the_most_wanted_of_too_many_shapes()
    {
        var demand = Demand.Sum(Enumerable.Range(1, 100).Select(number => (ResourceSet.Of(number), number)).Append((ResourceSet.Of(1), 1000)));
        Assert.Equal(Demand.MostShapes, demand.Length);
        Assert.Equal(new Demand(ResourceSet.Of(1), 1001), demand[0]);
    }

    [Fact]
    public void The_head_tells_each_change_once_and_nothing_of_nodes_that_are_not_members()
    {
        ViewCollector head = new();
        head.Add(2);
        var said = Says(2, 1, 1);
        head.Reported(said);
        head.Reported(Says(3, 1, 1));
        Assert.Equal([said], head.TakeNews().Changed);
        Assert.False(head.HasNews);
        head.Reported(said);
        Assert.False(head.HasNews);
        head.Reported(Says(2, 1, 0));
        Assert.True(head.Remove(2));
        Assert.False(head.Remove(2));
        var (changed, gone) = head.TakeNews();
        Assert.Empty(changed);
        Assert.Equal([2u], gone);
        head.Add(2);
        Assert.Empty(head.Nodes);
    }

    [Fact]
    public void What_nodes_say_of_themselves_arrives_as_it_was_said()
    {
        var free = ResourceSet.OfUnits(12_345, 15_000, 1L << 40, [new CustomAmount("npu", 1), new CustomAmount("licence", 20_000)]);
        NodeReport report = new(7, free.Add(free), free, [new Demand(ResourceSet.Of(0.5), 3), new Demand(Npu.Resources, 1)]) { Number = 5, Arrivals = 6 };
        ClusterViewUpdate sent = new([report, Says(8, 0, 0)], [3, 4]);
        CodecWriter writer = new();
        sent.Write(writer);
        CodecReader reader = new(writer.Written);
        var read = ClusterViewUpdate.Read(ref reader);
        Assert.Equal([5ul, sent.Changed[1].Number], read.Changed.Select(static said => said.Number));
        Assert.All(read.Changed.Zip(sent.Changed), static pair => Assert.True(pair.First.IsLike(pair.Second)));
        Assert.Equal(sent.Gone, read.Gone);
    }

    [Fact]
    public void A_strategy_arrives_with_its_request()
    {
        foreach (var strategy in new[] { SchedulingStrategy.Default, SchedulingStrategy.Spread, SchedulingStrategy.NodeAffinity(new NodeId(5), true), SchedulingStrategy.NodeAffinity(new NodeId(6), false) })
        {
            CodecWriter writer = new();
            new LeaseRequestMessage(9, Cpus(1, strategy), 3, 4, true).Write(writer);
            CodecReader reader = new(writer.Written);
            Assert.Equal(new LeaseRequestMessage(9, Cpus(1, strategy), 3, 4, true), LeaseRequestMessage.Read(ref reader));
        }
    }

    [Fact]
    public void A_lease_says_which_node_lends_it()
    {
        Assert.Equal((5u, "5.1"), (LeaseId.NodeOf(LeaseId.First(5)), LeaseId.Text(LeaseId.First(5))));
        Assert.Equal(ProcessId.HostOf(5), LeaseId.HostOf(LeaseId.First(5) + 1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => LeaseId.First(1 << 24));
    }
}
