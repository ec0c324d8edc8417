using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class ArgumentLimitTests(ArgumentLimitTests.Limited clusters) : IClassFixture<ArgumentLimitTests.Limited>
{
    private const int Limit = 1_000_000;
    private readonly byte[] _large = new byte[400_000];

    [Theory, OnProcesses]
    public async Task Tasks_and_calls_beyond_the_limit_are_refused_with_the_numbers(Way way)
    {
        var ray = await clusters.On(way);
        using Gate gate = new();
        var tally = Tally.Remote.On(ray).Create();
        ObjectRef<int> task = WaitJobs.Remote.On(ray).LengthAt(_large, gate.Name, "task"), call = tally.LengthAt(_large, gate.Name, "call");
        var visitors = await gate.NextAsync(2, "a task and a call run");
        var refused = Assert.Throws<PendingCallsLimitExceededException>(() => WaitJobs.Remote.On(ray).LengthAt(_large, gate.Name, "refused"));
        Assert.Contains("'WaitJobs.LengthAt' was not submitted: its arguments take 400", refused.Message);
        Assert.Contains("unfinished tasks and calls 800", refused.Message);
        Assert.Contains("MaxPendingArgumentBytes allows 1000000 in all", refused.Message);
        Assert.Throws<PendingCallsLimitExceededException>(() => tally.LengthAt(_large, gate.Name, "refused"));
        Assert.Equal(11, await ValueJobs.Remote.On(ray).Add(1).Within("a small task"));
        foreach (var visitor in visitors) visitor.LetGo();
        Assert.Equal(_large.Length, await task.Within("the task"));
        Assert.Equal(_large.Length, await call.Within("the call"));
        ObjectRef<int> again = WaitJobs.Remote.On(ray).LengthAt(_large, gate.Name, "again"), another = tally.LengthAt(_large, gate.Name, "again");
        foreach (var visitor in await gate.NextAsync(2, "both are taken again")) visitor.LetGo();
        await Ray.WhenAll(again, another).Within("both");
    }

    [Theory, OnProcesses]
    public async Task What_was_cancelled_while_its_references_were_made_counts_once_and_no_more(Way way)
    {
        var ray = await clusters.On(way);
        using Gate gate = new();
        var tally = Tally.Remote.On(ray).Create();
        for (int i = 0; i < 4; i++)
        {
            var says = WaitJobs.Remote.On(ray).At(gate.Name, "argument");
            var visitor = await gate.NextAsync("the argument's task runs");
            ObjectRef<int> task = WaitJobs.Remote.On(ray).LengthAt(_large, gate.Name, says), call = tally.LengthAt(_large, gate.Name, says);
            Assert.Throws<PendingCallsLimitExceededException>(() => tally.LengthAt(_large, gate.Name, says));
            task.Cancel();
            call.Cancel();
            await task.FailsWith<RemoteTaskCanceledException>("the task");
            await call.FailsWith<RemoteTaskCanceledException>("the call");
            visitor.LetGo();
            await says.Within("the argument");
        }
        Assert.Equal(1, await tally.Add(1).Within("a call behind those that were cancelled"));
    }

    [Theory, OnProcesses]
    public async Task A_task_whose_options_are_refused_counts_for_nothing(Way way)
    {
        var ray = await clusters.On(way);
        using Gate gate = new();
        TaskOptions wrong = new() { EnvironmentVariables = new Dictionary<string, string> { ["A=B"] = "" } };
        for (int i = 0; i < 3; i++) Assert.Throws<ArgumentException>(() => WaitJobs.Remote.On(ray).With(wrong).LengthAt(_large, gate.Name, "wrong"));
        var right = WaitJobs.Remote.On(ray).LengthAt(_large, gate.Name, "right");
        (await gate.NextAsync("the task runs")).LetGo();
        Assert.Equal(_large.Length, await right.Within("the task"));
    }

    [Theory, OnProcesses]
    public async Task It_holds_for_workers_too(Way way)
    {
        using Gate gate = new();
        var refused = await WaitJobs.Remote.On(await clusters.On(way)).SubmitMany(_large.Length, gate.Name).FailsWithInner<PendingCallsLimitExceededException>("the parent");
        Assert.Contains("MaxPendingArgumentBytes", refused.Message);
        (await gate.NextAsync("the first child")).LetGo();
        (await gate.NextAsync("the second child")).LetGo();
    }

    [Fact]
    public async Task A_limit_of_nothing_is_refused()
    {
        var refused = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ray.StartAsync(new RayOptions { MaxPendingArgumentBytes = 0 }));
        Assert.Contains("MaxPendingArgumentBytes is 0", refused.Message);
    }

    /// <summary>Runtimes with a low limit.</summary>
    public sealed class Limited : IAsyncDisposable
    {
        private readonly Clusters _clusters = new() { Options = new RayOptions { Cpus = 2, MaxPendingArgumentBytes = Limit } };

        public Task<RayRuntime> On(Way way) => _clusters.On(way);

        public ValueTask DisposeAsync() => _clusters.DisposeAsync();
    }
}
