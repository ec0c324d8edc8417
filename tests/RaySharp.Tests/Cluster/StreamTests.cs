using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class StreamTests(Clusters clusters) : IClassFixture<Clusters>
{
    [Theory, OnEveryWay]
    public async Task Items_come_in_order(Way way)
    {
        var jobs = WaitJobs.Remote.On(await clusters.On(way));
        Assert.Equal(Enumerable.Range(0, 1000), await ListAsync(jobs.Numbers(1000)).Within("a thousand items"));
        Assert.Empty(await ListAsync(jobs.Numbers(0)).Within("no items"));
    }

    [Theory, OnProcesses]
    public async Task Items_can_be_used_before_the_task_ends(Way way)
    {
        using Gate gate = new();
        var items = WaitJobs.Remote.On(await clusters.On(way)).NumbersAt(gate.Name, 3, [1]).ValuesAsync().GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync().Within("the first item"));
        Assert.Equal(0, items.Current);
        (await gate.NextAsync("the producer is before its second item")).LetGo();
        Assert.True(await items.MoveNextAsync().Within("the second item"));
        Assert.True(await items.MoveNextAsync().Within("the third item"));
        (await gate.NextAsync("the producer ends")).LetGo();
        Assert.False(await items.MoveNextAsync().Within("the stream's end"));
    }

    [Theory, OnProcesses]
    public async Task The_producer_stays_a_little_ahead_only(Way way)
    {
        using Gate gate = new();
        await using var items = WaitJobs.Remote.On(await clusters.On(way)).NumbersAt(gate.Name, 200, [63, 130]).ValuesAsync().GetAsyncEnumerator();
        var ahead = await gate.NextAsync("the producer is as far ahead as it may be, though nothing was taken");
        Assert.Equal("63", ahead.Says);
        ahead.LetGo();
        var far = gate.NextAsync("the producer makes item 130");
        int taken = 0;
        for (; taken < 60; taken++) Assert.True(await items.MoveNextAsync().Within($"item {taken}"));
        Assert.False(far.IsCompleted);
        for (; taken < 67; taken++) Assert.True(await items.MoveNextAsync().Within($"item {taken}"));
        (await far.Within("the producer makes item 130")).LetGo();
        for (; taken < 200; taken++) Assert.True(await items.MoveNextAsync().Within($"item {taken}"));
        (await gate.NextAsync("the producer ends")).LetGo();
    }

    [Theory, OnProcesses]
    public async Task To_stop_reading_cancels_the_producer(Way way)
    {
        using Gate gate = new();
        await TakeSomeAsync().Within("the first items");
        var ended = await gate.NextAsync("the producer ends");
        Assert.Equal("cancelled", ended.Says);
        ended.LetGo();

        async Task TakeSomeAsync()
        {
            await foreach (int item in WaitJobs.Remote.On(await clusters.On(way)).NumbersAt(gate.Name, int.MaxValue, []).ValuesAsync())
            {
                if (item == 10) break;
            }
        }
    }

    [Theory, OnProcesses]
    public async Task A_failure_comes_after_the_items_that_were_made_before_it(Way way)
    {
        List<int> seen = [];
        var failure = await Assert.ThrowsAsync<TaskFailedException>(async () =>
        {
            await foreach (int item in WaitJobs.Remote.On(await clusters.On(way)).NumbersThenFail(100).ValuesAsync()) seen.Add(item);
        }).Within("the failure");
        Assert.Equal("enough", Assert.IsType<InvalidOperationException>(failure.InnerException).Message);
        Assert.Equal(Enumerable.Range(0, 100), seen);
    }

    private static async Task<List<int>> ListAsync(ObjectRefStream<int> stream)
    {
        List<int> items = [];
        await foreach (var item in stream) items.Add(await item);
        return items;
    }
}
