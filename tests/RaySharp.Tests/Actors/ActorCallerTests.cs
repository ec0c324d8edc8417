using RaySharp.Actors;

namespace RaySharp.Tests.Actors;

public sealed class ActorCallerTests
{
    private static readonly ActorId _actor = new(new ProcessId(1), 1);
    private static readonly ProcessId _worker = new(101);
    private readonly List<string> _effects = [];
    private readonly ActorCaller<Call> _caller;
    private ProcessId _unreachable;

    public ActorCallerTests() => _caller = new ActorCaller<Call>(_actor, new Effects(this), maxPendingCalls: 3);

    [Fact]
    public void Calls_wait_for_the_actor_and_are_sent_in_order()
    {
        Submit("a", "b");
        Assert.Equal("", Take());
        Alive(1);
        Submit("c");
        Assert.Equal("a=1.1 b=1.2 c=1.3", Take());
    }

    [Fact]
    public void Answers_may_come_in_any_order_and_count_once()
    {
        Alive(1);
        Submit("a", "b", "c");
        Assert.Equal("b", _caller.Answered(1, 2)!.Name);
        Assert.Null(_caller.Answered(1, 2));
        Assert.Null(_caller.Answered(1, 9));
        Assert.Equal("a", _caller.Answered(1, 1)!.Name);
        Assert.Equal(1, _caller.PendingCount);
    }

    [Fact]
    public void After_a_restart_calls_with_retries_are_sent_again_in_order_and_others_fail()
    {
        Alive(1);
        var a = Submit("a", retries: 1);
        Submit("b", retries: 0);
        Submit("c", retries: -1);
        Take();
        Restarting(2);
        Assert.Equal("b:ActorUnavailable", Take());
        Alive(2);
        Assert.Equal("a=2.1 c=2.2", Take());
        Assert.Equal(0, a.RetriesLeft);
        Assert.Null(_caller.Answered(1, 1));
        Assert.Equal("a", _caller.Answered(2, 1)!.Name);
    }

    [Fact]
    public void A_restart_that_was_not_heard_of_is_settled_by_the_next_life()
    {
        Alive(1);
        Submit("a", retries: 1);
        Submit("b", retries: 0);
        Take();
        Alive(3);
        Assert.Equal("b:ActorUnavailable a=3.1", Take());
    }

    [Fact]
    public void Nothing_is_sent_to_a_lost_process_until_the_directory_says_how_it_goes_on()
    {
        Alive(1);
        Submit("a", retries: 1);
        _caller.ProcessLost(_worker);
        Submit("b");
        Assert.Equal("a=1.1", Take());
        Restarting(2);
        Alive(2);
        Assert.Equal("a=2.1 b=2.2", Take());
    }

    [Fact]
    public void A_call_that_could_not_be_sent_is_not_charged()
    {
        _unreachable = _worker;
        Alive(1);
        Submit("a", retries: 0);
        Submit("b", retries: 0);
        _unreachable = default;
        Restarting(2);
        Alive(2);
        Assert.Equal("a=2.1 b=2.2", Take());
    }

    [Fact]
    public void When_the_actor_dies_all_calls_fail_in_order_and_so_do_later_ones()
    {
        Alive(1);
        Submit("a", retries: -1);
        _caller.ProcessLost(_worker);
        Submit("b");
        Take();
        Dead();
        Submit("c");
        Assert.Equal("a:ActorDied b:ActorDied c:ActorDied", Take());
        Assert.Equal(0, _caller.PendingCount);
    }

    [Fact]
    public void A_call_that_was_counted_before_it_came_needs_no_place()
    {
        Submit("a", "b", "c");
        Assert.False(_caller.TrySubmit(new Call { Name = "refused" }));
        _caller.Submit(new Call { Name = "let-in" });
        Alive(1);
        Assert.Equal("a=1.1 b=1.2 c=1.3 let-in=1.4", Take());
    }

    [Fact]
    public void Late_news_is_ignored()
    {
        Alive(2);
        Submit("a");
        Take();
        Restarting(2);
        Alive(1);
        Dead();
        Alive(3);
        Assert.Equal("a:ActorDied", Take());
        Assert.Equal(ActorPhase.Dead, _caller.View.Phase);
    }

    [Fact]
    public void A_queued_call_is_cancelled_at_once_and_a_sent_one_by_the_actor()
    {
        var a = Submit("a");
        var b = Submit("b");
        Assert.True(_caller.Cancel(a));
        Assert.Equal(1, _caller.PendingCount);
        Alive(1);
        Assert.False(_caller.Cancel(b));
        Assert.False(_caller.Cancel(b));
        Assert.Equal("a:Cancelled b=1.1 b?", Take());
        Restarting(2);
        Assert.Equal("b:Cancelled", Take());
    }

    [Fact]
    public void Beyond_the_limit_of_pending_calls_none_is_taken()
    {
        Submit("a", "b", "c");
        Assert.False(_caller.TrySubmit(new Call { Name = "d" }));
        Alive(1);
        Assert.False(_caller.TrySubmit(new Call { Name = "d" }));
        _caller.Answered(1, 2);
        Assert.True(_caller.TrySubmit(new Call { Name = "d" }));
        Assert.Equal("a=1.1 b=1.2 c=1.3 d=1.4", Take());
    }

    private void Submit(params string[] names)
    {
        foreach (string name in names) Submit(name);
    }

    private Call Submit(string name, int retries = 0)
    {
        Call call = new() { Name = name, RetriesLeft = retries };
        Assert.True(_caller.TrySubmit(call));
        return call;
    }

    private void Alive(int incarnation) => _caller.StateChanged(new ActorView(_actor, ActorPhase.Alive, incarnation, _worker));

    private void Restarting(int incarnation) => _caller.StateChanged(new ActorView(_actor, ActorPhase.Restarting, incarnation));

    private void Dead() => _caller.StateChanged(new ActorView(_actor, ActorPhase.Dead, 1, Reason: "killed"));

    private string Take()
    {
        string all = string.Join(' ', _effects);
        _effects.Clear();
        return all;
    }

    private sealed class Effects(ActorCallerTests test) : IActorCallerEffects<Call>
    {
        public bool TrySend(Call call, ProcessId process, int incarnation)
        {
            if (process == test._unreachable) return false;
            test._effects.Add($"{call.Name}={incarnation}.{call.Number}");
            return true;
        }

        public void CancelRemote(Call call, ProcessId process, int incarnation) => test._effects.Add($"{call.Name}?");

        public void Fail(Call call, CallEnd cause, in ActorView actor) => test._effects.Add($"{call.Name}:{cause}");
    }

    private sealed class Call : PendingCall
    {
        public required string Name { get; init; }
    }
}
