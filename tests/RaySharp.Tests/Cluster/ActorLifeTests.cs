using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class ActorLifeTests(Clusters clusters) : IClassFixture<Clusters>
{
    [Theory, OnEveryWay]
    public async Task A_killed_actor_fails_its_calls_and_says_why(Way way)
    {
        var ray = await clusters.On(way);
        var tally = Tally.Remote.On(ray).With(new() { Name = "killed" }).Create();
        await tally.Add(1).Within("the actor lives");
        await ray.KillAsync(tally).Within("the kill");
        var died = await tally.Add(1).FailsWith<ActorDiedException>("a call to the dead");
        Assert.Contains("it was killed", died.Message);
        Assert.Contains("'Tally.Add' cannot run: Tally", died.Message);
        Assert.Null(await ray.FindActorAsync<Tally>("killed").Within("the look for the actor"));
    }

    [Theory, OnProcesses]
    public async Task A_kill_ends_a_call_that_runs(Way way)
    {
        using Gate gate = new();
        var ray = await clusters.On(way);
        var tally = Tally.Remote.On(ray).Create();
        var call = tally.At(gate.Name, "runs");
        var visitor = await gate.NextAsync("the call runs");
        await ray.KillAsync(tally).Within("the kill");
        await call.FailsWith<ActorDiedException>("the call");
        await visitor.GoneAsync("its process ends");
    }

    [Theory, OnProcesses]
    public async Task A_crash_of_an_actor_without_restarts_is_told(Way way)
    {
        var tally = Tally.Remote.On(await clusters.On(way)).Create();
        var died = await tally.Crash().FailsWith<ActorDiedException>("the call");
        Assert.Contains("MaxRestarts is 0", died.Message);
        Assert.Contains("signal 6", died.Message);
        Assert.Contains("the actor crashes", died.Message);
    }

    [Theory, OnProcesses]
    public async Task A_restarted_actor_begins_anew_and_the_lost_call_is_told(Way way)
    {
        var tally = Tally.Remote.On(await clusters.On(way)).With(new() { MaxRestarts = 1, Isolation = Isolation.Process }).Create(10);
        Assert.Equal(15, await tally.Add(5).Within("before the crash"));
        var lost = await tally.Crash().FailsWith<ActorUnavailableException>("the call that crashed");
        Assert.Contains("It may have run", lost.Message);
        Assert.Contains("MaxTaskRetries", lost.Message);
        Assert.Equal(11, await tally.Add(1).Within("after the restart"));
        var died = await tally.Crash().FailsWith<ActorDiedException>("the second crash");
        Assert.Contains("MaxRestarts allows 1 restart and no more", died.Message);
    }

    [Theory, OnProcesses]
    public async Task Calls_are_sent_again_where_MaxTaskRetries_says_so(Way way)
    {
        using Gate gate = new();
        var tally = Tally.Remote.On(await clusters.On(way)).With(new() { MaxRestarts = 2, MaxTaskRetries = 2, Isolation = Isolation.Process }).Create();
        ObjectRef<string> first = tally.CrashAt(gate.Name, "first"), second = tally.CrashAt(gate.Name, "second");
        for (int i = 0; i < 2; i++)
        {
            var visitor = await gate.NextAsync($"try {i}");
            Assert.Equal("first", visitor.Says);
            visitor.LetGo("crash");
        }
        (await gate.NextAsync("the third try")).LetGo();
        (await gate.NextAsync("the second call")).LetGo();
        Assert.Equal("first", await first.Within("the first call"));
        Assert.Equal("second", await second.Within("the second call"));
    }

    [Theory, OnProcesses]
    public async Task Kill_without_noRestart_lets_it_begin_anew(Way way)
    {
        var ray = await clusters.On(way);
        var tally = Tally.Remote.On(ray).With(new() { MaxRestarts = 1, MaxTaskRetries = -1 }).Create(10);
        Assert.Equal(11, await tally.Add(1).Within("before"));
        await ray.KillAsync(tally, noRestart: false).Within("the kill");
        Assert.Equal(11, await tally.Add(1).Within("after"));
    }

    [Theory, OnProcesses]
    public async Task The_process_of_an_actor_that_is_killed_from_outside_is_replaced(Way way)
    {
        var tally = Tally.Remote.On(await clusters.On(way)).With(new() { MaxRestarts = -1, MaxTaskRetries = -1, Isolation = Isolation.Process }).Create();
        for (int i = 0; i < 3; i++)
        {
            int pid = await tally.Pid().Within($"its process, life {i}");
            Signals.Send(pid, Signals.Kill);
            Assert.NotEqual(pid, await tally.Pid().Within($"its process after the kill, life {i}"));
        }
    }

    [Theory, OnProcesses]
    public async Task An_actor_of_its_own_process_does_not_share_it(Way way)
    {
        var ray = await clusters.On(way);
        var actors = Enumerable.Range(0, 3).Select(_ => Tally.Remote.On(ray).Create()).ToArray();
        int[] pids = await Ray.WhenAll(actors.Select(actor => actor.Pid())).Within("three processes");
        Assert.Equal(3, pids.Distinct().Count());
        GC.KeepAlive(actors);
    }

    [Theory, OnProcesses]
    public async Task Actors_hold_no_cpu_once_they_live(Way way)
    {
        var ray = await clusters.On(way);
        var actors = Enumerable.Range(0, 6).Select(_ => Tally.Remote.On(ray).With(new() { Isolation = Isolation.Shared }).Create()).ToArray();
        await Ray.WhenAll(actors.Select(actor => actor.Add(1))).Within("six actors on two CPUs");
        Assert.Equal(11, await ValueJobs.Remote.On(ray).With(new() { Cpus = 2 }).Add(1).Within("a task of two CPUs beside them"));
        GC.KeepAlive(actors);
    }

    [Theory]
    [InlineData(Way.Rings, Isolation.Shared)]
    [InlineData(Way.Rings, Isolation.Process)]
    [InlineData(Way.Sockets, Isolation.Shared)]
    public async Task An_actor_ends_with_its_last_handle_and_disposes_itself(Way way, Isolation isolation)
    {
        using Gate gate = new();
        var turns = Turns.Remote.On(await clusters.On(way)).With(new() { Isolation = isolation }).Create(gate.Name);
        await turns.Increment(1).Within("the actor lives");
        turns.Release();
        var end = await gate.NextAsync("the actor disposes itself");
        Assert.Equal("disposed", end.Says);
        end.LetGo();
    }

    [Theory, OnEveryWay]
    public async Task An_actor_whose_last_handle_is_only_collected_ends(Way way)
    {
        using Gate gate = new();
        await LiveWithoutKeepingAsync(await clusters.On(way), gate.Name);
        await Task.Yield();     // off the stack of those who held the handle
        GC.Collect();
        GC.WaitForPendingFinalizers();
        (await gate.NextAsync("the actor disposes itself")).LetGo();
    }

    [Theory, OnProcesses]
    public async Task A_detached_actor_outlives_its_creators_handle(Way way)
    {
        var ray = await clusters.On(way);
        using Gate gate = new();
        string name = $"detached-{way}";
        var turns = Turns.Remote.On(ray).With(new() { Name = name, Lifetime = ActorLifetime.Detached, Isolation = Isolation.Shared }).Create(gate.Name);
        await turns.Increment(1).Within("the actor lives");
        turns.Release();
        await Turns.Remote.On(ray).Create(null).Count().Within("another actor, behind the word that nobody holds it");
        var found = await ray.FindActorAsync<Turns>(name).Within("the actor by its name");
        Assert.NotNull(found);
        Assert.Equal(1, await found.Count().Within("a call to it"));
        Assert.False(gate.IsVisited, "The actor has disposed itself.");
        await ray.KillAsync(found).Within("the kill");
        Assert.Null(await ray.FindActorAsync<Turns>(name).Within("its name is free"));
    }

    [Theory, OnProcesses]
    public async Task A_detached_actor_outlives_the_process_that_created_it(Way way)
    {
        var ray = await clusters.On(way);
        using Gate gate = new();
        string kept = $"kept-{way}", owned = $"owned-{way}";
        var creator = ActorJobs.Remote.On(ray).With(new() { Isolation = Isolation.Process, MaxRetries = 0 }).MakeTwo(kept, owned, gate.Name);
        var visitor = await gate.NextAsync("both are made");
        var other = await ray.FindActorAsync<Tally>(owned).Within("the other actor");
        Assert.NotNull(other);
        var held = other.At(gate.Name, "a call to the other");
        await gate.NextAsync("a call to the other runs");
        Signals.Send(visitor.Pid, Signals.Kill);
        await creator.FailsWith<WorkerCrashedException>("the creator");
        Assert.Contains("its owner", (await held.FailsWith<ActorDiedException>("the call to the other")).Message);
        var survivor = await ray.FindActorAsync<Tally>(kept).Within("the detached actor");
        Assert.NotNull(survivor);
        Assert.Equal(1, await survivor.Add(1).Within("a call to it"));
        await ray.KillAsync(survivor).Within("the kill");
    }

    [Theory, OnProcesses]
    public async Task A_detached_actor_ends_with_the_runtime(Way way)
    {
        using Gate gate = new();
        Visitor end;
        await using (var ray = await Ray.StartAsync(Clusters.Of(way)))
        {
            var tally = Tally.Remote.On(ray).With(new() { Name = "detached", Lifetime = ActorLifetime.Detached }).Create(0);
            _ = tally.At(gate.Name, "it runs");
            end = await gate.NextAsync("the actor lives");
            tally.Release();
        }
        await end.GoneAsync("its process ends");
    }

    private static async Task LiveWithoutKeepingAsync(RayRuntime ray, string gate) =>
        await Turns.Remote.On(ray).With(new() { Isolation = Isolation.Shared }).Create(gate).Increment(1).Within("the actor lives");
}
