using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class ActorConcurrencyTests(Clusters clusters) : IClassFixture<Clusters>
{
    [Theory, OnEveryWay]
    public async Task A_million_increments_without_a_lock_survive_in_an_async_actor(Way way)
    {
        var turns = Turns.Remote.On(await clusters.On(way)).Create(null);
        await Ray.WhenAll(Enumerable.Range(0, 1000).Select(_ => turns.Increment(1000)).ToArray<ObjectRef>()).Within("a thousand calls");
        Assert.Equal(1_000_000, await turns.Count().Within("the count"));
    }

    [Theory, OnProcesses]
    public async Task Calls_of_an_async_actor_interleave_at_awaits(Way way)
    {
        var turns = Turns.Remote.On(await clusters.On(way)).Create(null);
        ObjectRef<int>[] waiting = [.. Enumerable.Range(0, 100).Select(i => turns.WaitForOpen(i))];
        Assert.Equal(Enumerable.Range(0, 100), await turns.Open().Within("a call that passes a hundred waiting ones"));
        Assert.Equal(Enumerable.Range(0, 100), await Ray.WhenAll(waiting).Within("the hundred"));
    }

    [Theory, OnProcesses]
    public async Task An_async_actor_can_call_itself(Way way)
    {
        var turns = Turns.Remote.On(await clusters.On(way)).Create(null);
        await turns.Increment(5).Within("five");
        Assert.Equal(5, await turns.Relay(turns).Within("a call to itself"));
    }

    [Theory, OnProcesses]
    public async Task MaxConcurrency_limits_an_async_actor(Way way)
    {
        using Gate gate = new();
        var turns = Turns.Remote.On(await clusters.On(way)).With(new() { MaxConcurrency = 3 }).Create(null);
        ObjectRef<int>[] calls = [.. Enumerable.Range(0, 5).Select(_ => turns.MostInside(gate.Name))];
        var three = await gate.NextAsync(3, "three at once");
        foreach (var visitor in three) visitor.LetGo();
        foreach (var visitor in await gate.NextAsync(2, "the other two")) visitor.LetGo();
        Assert.True((await Ray.WhenAll(calls).Within("all calls")).Max() <= 3);
    }

    [Theory, OnEveryWay]
    public async Task MaxConcurrency_lets_calls_of_a_sync_actor_run_side_by_side(Way way)
    {
        using Gate gate = new();
        var tally = Tally.Remote.On(await clusters.On(way)).With(new() { MaxConcurrency = 3 }).Create();
        ObjectRef<string>[] calls = [.. Enumerable.Range(0, 4).Select(i => tally.At(gate.Name, $"{i}"))];
        var three = await gate.NextAsync(3, "three at once");
        Assert.False(gate.IsVisited);
        foreach (var visitor in three) visitor.LetGo();
        (await gate.NextAsync("the fourth")).LetGo();
        await Ray.WhenAll(calls).Within("all calls");
    }

    [Theory, OnProcesses]
    public async Task A_sync_actor_runs_one_call_at_a_time(Way way)
    {
        using Gate gate = new();
        var tally = Tally.Remote.On(await clusters.On(way)).Create();
        ObjectRef<string> first = tally.At(gate.Name, "first"), second = tally.At(gate.Name, "second");
        var visitor = await gate.NextAsync("the first");
        Assert.Equal("first", visitor.Says);
        Assert.False(gate.IsVisited);
        visitor.LetGo();
        (await gate.NextAsync("the second")).LetGo();
        await Ray.WhenAll([first, second]).Within("both");
    }

    [Theory, OnProcesses]
    public async Task A_stream_comes_from_an_actor(Way way)
    {
        var turns = Turns.Remote.On(await clusters.On(way)).Create(null);
        List<int> items = [];
        await TakeAllAsync().Within("five hundred items");
        Assert.Equal(Enumerable.Range(0, 500), items);

        async Task TakeAllAsync()
        {
            await foreach (int item in turns.Numbers(500).ValuesAsync()) items.Add(item);
        }
    }

    [Theory, OnProcesses]
    public async Task A_call_that_is_cancelled_sees_its_token(Way way)
    {
        using Gate gate = new();
        var turns = Turns.Remote.On(await clusters.On(way)).Create(null);
        var call = turns.MostInside(gate.Name);
        var visitor = await gate.NextAsync("the call runs");
        call.Cancel();
        await visitor.GoneAsync("the call stops");
        await call.FailsWith<RemoteTaskCanceledException>("the call");
        Assert.Contains("RayRuntime.KillAsync", Assert.Throws<InvalidOperationException>(() => turns.Count().Cancel(force: true)).Message);
    }
}
