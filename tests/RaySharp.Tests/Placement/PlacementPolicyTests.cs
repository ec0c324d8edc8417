using RaySharp.Placement;
using RaySharp.Scheduling;
using static RaySharp.Tests.Placement.RecordingRouter;

namespace RaySharp.Tests.Placement;

public sealed class PlacementPolicyTests
{
    [Fact]
    public void The_own_node_is_chosen_while_no_other_is_used_less_and_below_one_half_all_are_equal()
    {
        Assert.Equal(2u, Choose(2, Cpus(1), Says(1, 10, 10), Says(2, 10, 6)));
        Assert.Equal(1u, Choose(2, Cpus(1), Says(1, 10, 6), Says(2, 10, 5)));
        Assert.Equal(2u, Choose(2, Cpus(1), Says(1, 10, 4), Says(2, 10, 5)));
    }

    [Fact]
    public void A_node_with_room_is_better_than_one_that_is_used_less_and_has_none() =>
        Assert.Equal(3u, Choose(1, Cpus(2), Says(1, 2, 1), Says(2, 3, 1.6), Says(3, 100, 2)));

    [Fact]
    public void Where_none_has_room_the_shortest_queue_counts()
    {
        Assert.Equal(2u, Choose(1, Cpus(1), Says(1, 2, 0, new Demand(ResourceSet.Of(1), 3)), Says(2, 2, 0, new Demand(ResourceSet.Of(1), 2))));
        Assert.Equal(1u, Choose(1, Cpus(1), Says(1, 2, 0), Says(2, 2, 0)));
    }

    [Fact]
    public void The_score_is_that_of_the_most_used_resource()
    {
        var busy = Says(1, Of(10, 100), Of(10, 20));
        var idle = Says(2, Of(10, 100), Of(4, 60));
        Assert.Equal(2u, Choose(1, Cpus(1), busy, idle));
        static ResourceSet Of(double cpus, long memory) => ResourceSet.Of(cpus, memory: memory);
    }

    [Fact]
    public void Among_many_nodes_chance_chooses_one_of_the_best_fifth()
    {
        PlacementPolicy policy = new(new Random(7));
        var nodes = Views([.. Enumerable.Range(1, 20).Select(number => Says((uint)number, 100, 45 - number))]);
        var chosen = Enumerable.Range(0, 200).Select(_ => policy.Choose(nodes, 99, Cpus(1))!.Number).ToHashSet();
        Assert.Equal([1u, 2u, 3u, 4u], chosen.Order());
    }

    [Fact]
    public void What_needs_no_gpu_stays_off_nodes_with_gpus_while_others_have_room()
    {
        var gpus = Says(1, ResourceSet.Of(8, 2), ResourceSet.Of(8, 2));
        Assert.Equal(2u, Choose(1, Cpus(1), gpus, Says(2, 4, 1)));
        Assert.Equal(1u, Choose(1, Cpus(1), gpus, Says(2, 4, 0)));
        Assert.Equal(1u, Choose(2, new LeaseSpec { Resources = ResourceSet.Of(1, 1) }, gpus, Says(2, 4, 4)));
    }

    [Fact]
    public void A_node_without_cpus_runs_not_even_what_needs_none_while_there_are_others()
    {
        Assert.Equal(2u, Choose(1, Cpus(0), Says(1, 0, 0), Says(2, 1, 0)));
        Assert.Equal(1u, Choose(1, Cpus(0), Says(1, 0, 0)));
    }

    [Fact]
    public void Spread_takes_turns_among_those_with_room_then_among_all()
    {
        PlacementPolicy policy = new(new Random(1));
        var spec = Cpus(1, SchedulingStrategy.Spread);
        var some = Views(Says(1, 2, 2), Says(2, 2, 0), Says(3, 2, 1), Says(4, 2, 2));
        Assert.Equal([1u, 3u, 4u, 1u, 3u], Enumerable.Range(0, 5).Select(_ => policy.Choose(some, 1, spec)!.Number));
        var full = Views(Says(1, 2, 0), Says(2, 2, 0), Says(3, 0.5, 0.5));
        Assert.Equal([1u, 2u, 1u], Enumerable.Range(0, 3).Select(_ => policy.Choose(full, 1, spec)!.Number));
    }

    [Fact]
    public void What_no_node_could_ever_run_has_no_node() => Assert.Null(new PlacementPolicy(new Random(1)).Choose(Views(Says(1, 2, 2), Says(2, 3, 3)), 1, Cpus(4)));

    private static uint Choose(uint self, LeaseSpec spec, params NodeReport[] nodes) => new PlacementPolicy(new Random(1)).Choose(Views(nodes), self, spec)!.Number;

    private static NodeView[] Views(params NodeReport[] nodes) => Array.ConvertAll(nodes, report =>
    {
        NodeView view = new(report.Node);
        view.Update(report);
        return view;
    });
}
