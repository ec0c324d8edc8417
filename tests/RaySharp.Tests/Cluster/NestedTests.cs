using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class NestedTests(NestedTests.OneAndTwo clusters) : IClassFixture<NestedTests.OneAndTwo>
{
    [Theory, OnEveryWay]
    public async Task Twenty_one_levels_with_leaves_end_on_two_cpus(Way way) =>
        Assert.Equal(21 * 11, await NestedJobs.Remote.On(await clusters.Two.On(way)).Comb(20, 10).Within("21 levels"));

    [Theory, OnProcesses]
    public async Task Twenty_one_levels_with_leaves_end_on_one_cpu(Way way) =>
        Assert.Equal(21 * 11, await NestedJobs.Remote.On(await clusters.One.On(way)).Comb(20, 10).Within("21 levels"));

    [Theory, OnProcesses]
    public async Task A_tree_ends_on_one_cpu(Way way) =>
        Assert.Equal(1 + 4 + 16 + 64 + 256, await NestedJobs.Remote.On(await clusters.One.On(way)).Tree(4, 4).Within("the tree"));

    [Theory, OnProcesses]
    public async Task A_binary_tree_of_ten_levels_ends_on_two_cpus(Way way) =>
        Assert.Equal(1023, await NestedJobs.Remote.On(await clusters.Two.On(way)).Tree(9, 2).Within("the tree"));

    [Theory, OnProcesses]
    public async Task Many_trees_at_once_end_on_one_cpu(Way way)
    {
        var jobs = NestedJobs.Remote.On(await clusters.One.On(way));
        var trees = Enumerable.Range(0, 20).Select(_ => jobs.Tree(3, 3)).ToArray();
        Assert.All(await Ray.WhenAll(trees).Within("twenty trees"), size => Assert.Equal(40, size));
    }

    [Theory, OnProcesses]
    public async Task A_chain_of_tasks_that_block_their_threads_ends_on_one_cpu(Way way) =>
        Assert.Equal(31, await NestedJobs.Remote.On(await clusters.One.On(way)).BlockingChain(30).Within("the chain"));

    [Theory, OnProcesses]
    public async Task A_task_can_drain_its_children_with_waits(Way way) =>
        Assert.Equal(200, await NestedJobs.Remote.On(await clusters.One.On(way)).DrainWithWait(200).Within("the drain"));

    public sealed class OneAndTwo : IAsyncDisposable
    {
        public Clusters One { get; } = new() { Options = new() { Cpus = 1, ReadyProcesses = 0 } };

        public Clusters Two { get; } = new() { Options = new() { Cpus = 2, ReadyProcesses = 0 } };

        public async ValueTask DisposeAsync()
        {
            await One.DisposeAsync();
            await Two.DisposeAsync();
        }
    }
}
