using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

public sealed class ActorTests(Clusters clusters) : IClassFixture<Clusters>
{
    [Theory, OnEveryWay]
    public async Task An_actor_keeps_its_state(Way way)
    {
        var tally = Tally.Remote.On(await clusters.On(way)).Create(100);
        Assert.Equal(105, await tally.Add(5).Within("the first call"));
        Assert.Equal(112, await tally.Add(ValueJobs.Remote.On(await clusters.On(way)).Add(3, 4)).Within("a call with a reference"));
        Assert.Equal(await tally.Pid().Within("its process"), await tally.Pid().Within("its process again"));
        Assert.Equal(tally.Id.ToString(), await tally.OwnId().Within("its id"));
        Assert.Equal("Tally.WhoAmI", (await tally.WhoAmI().Within("its context")).Name);
    }

    [Theory, OnEveryWay]
    public async Task Ten_thousand_calls_of_one_caller_run_in_order(Way way)
    {
        var tally = Tally.Remote.On(await clusters.On(way)).Create();
        for (int i = 0; i < 10_000; i++) _ = tally.See(i);
        Assert.Equal(Enumerable.Range(0, 10_000), await tally.Seen().Within("all that it saw"));
    }

    [Theory, OnProcesses]
    public async Task Each_of_two_callers_has_its_order(Way way)
    {
        var ray = await clusters.On(way);
        var tally = Tally.Remote.On(ray).Create();
        var jobs = ActorJobs.Remote.On(ray).With(new() { Isolation = Isolation.Process });
        await Ray.WhenAll([jobs.SendRange(tally, 0, 2000), jobs.SendRange(tally, 10_000, 2000)]).Within("two callers");
        int[] seen = await tally.Seen().Within("all that it saw");
        Assert.Equal(Enumerable.Range(0, 2000), seen.Where(n => n < 10_000));
        Assert.Equal(Enumerable.Range(10_000, 2000), seen.Where(n => n >= 10_000));
    }

    [Theory, OnProcesses]
    public async Task A_call_whose_argument_is_pending_holds_up_those_after_it(Way way)
    {
        var ray = await clusters.On(way);
        using Gate gate = new();
        var tally = Tally.Remote.On(ray).Create();
        var pending = WaitJobs.Remote.On(ray).NumberAt(gate.Name, "argument");
        ObjectRef[] calls = [tally.See(1), tally.See(pending), tally.See(3)];
        var visitor = await gate.NextAsync("the argument's task runs");
        await calls[0].Within("the call before it");
        visitor.LetGo("2");
        await Ray.WhenAll(calls).Within("all calls");
        Assert.Equal(new[] { 1, 2, 3 }, await tally.Seen().Within("what it saw"));
    }

    [Theory, OnProcesses]
    public async Task A_call_whose_argument_failed_fails_alone(Way way)
    {
        var ray = await clusters.On(way);
        var tally = Tally.Remote.On(ray).Create();
        ObjectRef<int> failed = tally.Add(FailJobs.Remote.On(ray).Throw("no argument")), after = tally.Add(1);
        Assert.Equal("no argument", (await failed.FailsWithInner<InvalidOperationException>("the call")).Message);
        Assert.Equal(1, await after.Within("the call after it"));
    }

    [Theory, OnProcesses]
    public async Task An_exception_of_a_call_leaves_the_actor_alive(Way way)
    {
        var tally = Tally.Remote.On(await clusters.On(way)).Create(1);
        Assert.Equal("no", (await tally.Fail("no").FailsWithInner<InvalidOperationException>("the call")).Message);
        Assert.Equal(3, await tally.Add(2).Within("the next call"));
    }

    [Theory, OnProcesses]
    public async Task A_constructor_that_throws_fails_the_calls(Way way)
    {
        var tally = Tally.Remote.On(await clusters.On(way)).Create(failWith: "no money");
        var died = await tally.Add(1).FailsWith<ActorDiedException>("the first call");
        Assert.Contains("its constructor failed", died.Message);
        Assert.Equal("no money", Assert.IsType<OwnException>(died.InnerException).Message);
        await tally.Add(1).FailsWith<ActorDiedException>("the second call");
    }

    [Theory, OnProcesses]
    public async Task Handles_travel_as_arguments_and_inside_of_records(Way way)
    {
        var ray = await clusters.On(way);
        var tally = Tally.Remote.On(ray).Create();
        Assert.Equal(5, await ActorJobs.Remote.On(ray).AddTo(tally, 5).Within("a handle as an argument"));
        Assert.Equal("blue 7", await ActorJobs.Remote.On(ray).AddToTeam(new Team("blue", tally), 2).Within("a handle in a record"));
        var made = await ActorJobs.Remote.On(ray).Make(50).Within("a handle as a result");
        Assert.Equal(51, await made.Add(1).Within("a call to an actor that a task made"));
    }

    [Theory, OnEveryWay]
    public async Task A_named_actor_is_found_anywhere(Way way)
    {
        var ray = await clusters.On(way);
        var named = Tally.Remote.On(ray).With(new() { Name = "found" }).Create(10);
        await named.Add(0).Within("the actor lives");
        Assert.Equal(named.Id, (await ray.FindActorAsync<Tally>("found").Within("the look for the actor"))!.Id);
        Assert.Equal(15, await ActorJobs.Remote.On(ray).AddByName("found", 5).Within("found by a task"));
        Assert.Null(await ray.FindActorAsync<Tally>("nobody").Within("the look for the actor"));
        Assert.Null(await ray.FindActorAsync<Tally>("found", "another namespace").Within("the look for the actor"));
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => ray.FindActorAsync<Turns>("found").Within("the look for the actor"));
        Assert.Contains("'found' is a Tally, not a Turns", wrong.Message);
        GC.KeepAlive(named);
    }

    [Theory, OnProcesses]
    public async Task GetIfExists_gives_the_one_that_exists(Way way)
    {
        var ray = await clusters.On(way);
        ActorOptions get = new() { Name = "one", GetIfExists = true };
        var first = Tally.Remote.On(ray).With(get).Create(10);
        var second = Tally.Remote.On(ray).With(get).Create(1000);
        Assert.Equal(11, await first.Add(1).Within("the first handle"));
        Assert.Equal(12, await second.Add(1).Within("the second handle"));
        var taken = await Tally.Remote.On(ray).With(new() { Name = "one" }).Create().Add(1).FailsWith<ActorDiedException>("the same name without GetIfExists");
        Assert.Contains("set GetIfExists", taken.Message);
        var other = await Turns.Remote.On(ray).With(get).Create(null).Count().FailsWith<ActorDiedException>("the same name for another class");
        Assert.Contains("belongs to", other.Message);
        GC.KeepAlive((first, second));
    }

    [Theory, OnProcesses]
    public async Task No_more_calls_may_be_pending_than_asked_for(Way way)
    {
        using Gate gate = new();
        var tally = Tally.Remote.On(await clusters.On(way)).With(new() { MaxPendingCalls = 2 }).Create();
        ObjectRef<string>[] calls = [tally.At(gate.Name, "first"), tally.At(gate.Name, "second")];
        var full = Assert.Throws<PendingCallsLimitExceededException>(() => tally.Add(1));
        Assert.Contains("this actor has 2 pending calls", full.Message);
        (await gate.NextAsync("the first call")).LetGo();
        await calls[0].Within("the first call");
        var third = tally.Add(1);
        (await gate.NextAsync("the second call")).LetGo();
        Assert.Equal(1, await third.Within("the third call"));
    }
}
