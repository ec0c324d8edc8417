using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class ManyTests(Clusters clusters) : IClassFixture<Clusters>
{
    [Theory, OnProcesses]
    public async Task A_hundred_thousand_tasks_can_be_queued(Way way)
    {
        var jobs = ValueJobs.Remote.On(await clusters.On(way));
        ObjectRef<int>[] tasks = [.. Enumerable.Range(0, 100_000).Select(i => jobs.Add(i, 0))];
        Assert.Equal(Enumerable.Range(0, 100_000), await Ray.WhenAll(tasks).Within("all tasks"));
    }

    [Theory, OnProcesses]
    public async Task A_task_can_have_ten_thousand_arguments(Way way)
    {
        var jobs = ValueJobs.Remote.On(await clusters.On(way));
        Assert.Equal(50_005_000, await jobs.Sum([.. Enumerable.Range(1, 10_000).Select(i => jobs.One(i))]).Within("the sum"));
    }

    [Theory, OnProcesses]
    public async Task A_task_can_have_three_thousand_results(Way way)
    {
        var jobs = ValueJobs.Remote.On(await clusters.On(way));
        Assert.Equal(Enumerable.Range(0, 3000), await Ray.WhenAll(jobs.Many(3000, 3000)).Within("the results"));
    }

    [Theory, OnProcesses]
    public async Task An_object_can_hold_ten_thousand_references(Way way)
    {
        var ray = await clusters.On(way);
        var jobs = ValueJobs.Remote.On(ray);
        var basket = await ray.PutAsync(new Basket("full", [.. Enumerable.Range(0, 10_000).Select(_ => jobs.Add(1, 1))])).Within("a put");
        Assert.Equal(20_000, await jobs.Follow(basket).Within("the sum of what they stand for"));
    }
}
