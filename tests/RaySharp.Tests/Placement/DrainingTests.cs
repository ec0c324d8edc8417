using RaySharp.Codecs;
using RaySharp.Messages;
using RaySharp.Placement;
using static RaySharp.Tests.Placement.RecordingRouter;

namespace RaySharp.Tests.Placement;

public sealed class DrainingTests
{
    [Fact]
    public void A_node_at_work_does_not_leave()
    {
        RecordingRouter node = new(number: 2);
        node.News(Says(3, 1, 1));
        node.Ask(1, Cpus(1));
        Assert.False(node.Router.TryDrain());
        Assert.True(node.Router.Report().IsBusy);
    }

    [Fact]
    public void What_comes_to_a_node_that_leaves_is_sent_on_even_what_needs_nothing()
    {
        RecordingRouter node = new(number: 2);
        node.News(Says(1, 0, 0), Says(3, 1, 1));
        Assert.True(node.Router.TryDrain());
        Assert.Equal("spill 1 to 3", node.Ask(1, Cpus(1)));
        Assert.Equal("spill 2 to 3", node.Ask(2, Cpus(0), hops: 1));
        Assert.Equal("spill 3 to 1", node.Ask(3, Npu, hops: 1));
        Assert.True(node.Router.Report().IsDraining);
    }

    [Fact]
    public void Nothing_is_sent_to_a_node_that_leaves_until_it_is_said_that_it_stays()
    {
        RecordingRouter head = new(number: 1, cpus: 0);
        ViewCollector collector = new();
        collector.Add(1);
        collector.Add(2);
        collector.Reported(Says(2, 2, 2));
        head.News(collector.TakeNews().Changed);
        collector.Drain(2, true);
        head.View.MayGrow = static _ => true;
        head.News(collector.TakeNews().Changed);
        Assert.StartsWith("warn: A task or actor waits for a node", head.Ask(1, Cpus(1)));
        collector.Drain(2, false);
        Assert.Equal("spill 1 to 2", head.News(collector.TakeNews().Changed));
    }

    [Fact]
    public void What_is_bound_to_a_node_that_leaves_is_refused_as_if_it_were_gone()
    {
        RecordingRouter head = new(number: 1, cpus: 0);
        head.News(Says(2, 2, 2) with { IsDraining = true });
        Assert.Contains("which is not in the cluster (any more)", head.Ask(1, Cpus(1, SchedulingStrategy.NodeAffinity(new NodeId(2), soft: false))));
    }

    [Fact]
    public void A_report_keeps_its_marks_on_its_way()
    {
        CodecWriter writer = new();
        PlacementForms.Write(writer, Says(2, 2, 1) with { IsBusy = true, IsDraining = true });
        CodecReader reader = new(writer.Written);
        var read = PlacementForms.ReadReport(ref reader);
        Assert.True(read is { IsBusy: true, IsDraining: true });
    }
}
