using RaySharp.Placement;
using static RaySharp.Tests.Placement.RecordingRouter;

namespace RaySharp.Tests.Placement;

public sealed class LeaseRoutesTests
{
    private readonly LeaseRoutes _routes = new(own: 3);

    [Fact]
    public void A_request_has_a_new_number_at_each_node_and_its_own_for_its_asker()
    {
        var first = _routes.Begin(7, Cpus(1));
        Assert.Equal((1u, 3u, 0), ((uint)first.Number, first.Node, first.Hops));
        var second = _routes.Spilled(first.Number, 5)!;
        Assert.Equal((2u, 5u, 1), ((uint)second.Number, second.Node, second.Hops));
        Assert.Null(_routes.Spilled(first.Number, 6));      // said twice
        Assert.Equal(0u, _routes.End(first.Number));
        Assert.Equal(7u, _routes.End(second.Number));
        Assert.Equal(0u, _routes.End(second.Number));
        Assert.Equal(0, _routes.Count);
    }

    [Fact]
    public void Only_the_node_that_a_request_is_at_speaks_of_it()
    {
        ulong there = _routes.Spilled(_routes.Begin(7, Cpus(1)).Number, 5)!.Number;
        Assert.Equal((true, false), (_routes.MayBeAt(there, 5), _routes.MayBeAt(there, 3)));
        _routes.End(there);
        Assert.True(_routes.MayBeAt(there, 3), "of what is over, nothing that is said does harm");
    }

    [Fact]
    public void Cancelling_goes_to_where_the_request_is_and_what_is_said_of_it_later_counts_for_nothing()
    {
        var there = _routes.Spilled(_routes.Begin(7, Cpus(1)).Number, 5)!;
        Assert.Equal(there, _routes.Cancel(7));
        Assert.Null(_routes.Cancel(7));
        Assert.Null(_routes.Spilled(there.Number, 6));
        Assert.Equal(0u, _routes.End(there.Number));
    }

    [Fact]
    public void What_was_asked_of_a_lost_node_is_asked_of_the_own_one_and_nothing_is_sent_there_any_more()
    {
        var lost = _routes.Begin(7, Cpus(1), first: 5);
        var other = _routes.Begin(8, Cpus(1), first: 6);
        var again = Assert.Single(_routes.NodeLost(5));
        Assert.Equal((7u, 3u, 0), ((uint)again.Request, again.Node, again.Hops));
        Assert.Empty(_routes.NodeLost(5));
        Assert.Equal(0u, _routes.End(lost.Number));
        Assert.Equal(3u, _routes.Spilled(other.Number, 5)!.Node);
        Assert.Equal(3u, _routes.Begin(9, Cpus(1), first: 5).Node);
    }

    [Fact]
    public void A_node_that_cannot_be_reached_is_named_to_the_own_one()
    {
        _routes.Begin(7, Cpus(1), first: 5);
        var again = Assert.Single(_routes.Unreachable(5));
        Assert.Equal((3u, 1, 5u), (again.Node, again.Hops, again.Doubt));
        Assert.Equal(5u, _routes.Spilled(again.Number, 5)!.Node);      // it may be there again
    }
}
