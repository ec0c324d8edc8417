using RaySharp.Autoscaling;
using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Tests.Autoscaling;

public sealed class DemandPackingTests
{
    private static readonly ResourceSet _four = ResourceSet.Of(4);

    [Fact]
    public void What_has_room_asks_for_no_node()
    {
        DemandPacking packing = new(_four, pending: 0, mostNew: 5);
        Assert.Equal([2u], packing.Pack([Node(2, free: 2, Asked(1, 2))], isDelayOver: true));
        Assert.Equal((0, 0, false), (packing.PendingUsed, packing.New, packing.IsFull));
    }

    [Fact]
    public void Large_pieces_go_first_and_small_ones_fill_what_they_leave()
    {
        DemandPacking packing = new(_four, pending: 0, mostNew: 9);
        packing.Pack([Head(Asked(1, 2), Asked(3, 2))], isDelayOver: true);
        Assert.Equal(2, packing.New);
    }

    [Fact]
    public void Nodes_on_their_way_are_filled_before_new_ones()
    {
        DemandPacking packing = new(_four, pending: 3, mostNew: 9);
        packing.Pack([Head(Asked(4, 2))], isDelayOver: true);
        Assert.Equal((2, 0), (packing.PendingUsed, packing.New));
    }

    [Fact]
    public void What_only_waits_for_room_gets_a_node_when_its_delay_is_over_and_what_no_node_can_run_at_once()
    {
        NodeReport full = new(2, ResourceSet.Of(1), ResourceSet.Empty, [Asked(1, 3)]);
        DemandPacking early = new(_four, 0, 9), late = new(_four, 0, 9), never = new(_four, 0, 9);
        early.Pack([full], isDelayOver: false);
        late.Pack([full], isDelayOver: true);
        never.Pack([full with { Demand = [Asked(2, 3)] }], isDelayOver: false);
        Assert.Equal([(0, true), (1, true), (2, false)], new[] { early, late, never }.Select(static packing => (packing.New, packing.IsFull)));
    }

    [Fact]
    public void There_are_never_more_than_allowed_and_none_for_what_they_could_not_run()
    {
        DemandPacking packing = new(_four, 0, mostNew: 2);
        packing.Pack([Head(Asked(4, 100), Asked(5, 100))], isDelayOver: true);
        Assert.Equal(2, packing.New);
        DemandPacking large = new(_four, 0, mostNew: 2);
        large.Pack([Head(Asked(5, 1))], isDelayOver: true);
        Assert.Equal(0, large.New);
    }

    [Fact]
    public void Tasks_with_GPUs_ask_for_as_many_nodes_as_hold_them()
    {
        DemandPacking packing = new(ResourceSet.Of(8, gpus: 2), pending: 0, mostNew: 9);
        packing.Pack([Head(new Demand(ResourceSet.Of(1, gpus: 1), 3), new Demand(ResourceSet.Of(1, gpus: 0.5), 2))], isDelayOver: true);
        Assert.Equal(2, packing.New);
    }

    [Fact]
    public void What_needs_nothing_needs_one_node_however_much_it_is()
    {
        DemandPacking packing = new(_four, 0, mostNew: 9);
        packing.Pack([new NodeReport(1, ResourceSet.Empty, ResourceSet.Empty, [new Demand(ResourceSet.Empty, 1000)]) { IsDraining = true }], isDelayOver: true);
        Assert.InRange(packing.New, 0, 1);
    }

    private static Demand Asked(double cpus, int count) => new(ResourceSet.Of(cpus), count);

    private static NodeReport Node(uint number, double free, params Demand[] demand) => new(number, _four, ResourceSet.Of(free), demand);

    private static NodeReport Head(params Demand[] demand) => new(1, ResourceSet.Empty, ResourceSet.Empty, demand);
}
