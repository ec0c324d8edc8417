
namespace RaySharp.Tests.ReferenceCounting;

public sealed class ReferenceTableTests
{
    private readonly TableProcess _owner = new(1);
    private readonly TableProcess _p = new(2);
    private readonly TableProcess _q = new(3);
    private readonly TableProcess _r = new(4);
    private readonly SharedId _o = SharedId.Of(new ObjectId(new TaskId(new ProcessId(1), 7), 0));

    [Fact]
    public void An_argument_that_the_task_does_not_keep_costs_no_message_but_the_settlement()
    {
        _owner.Table.AddHold(_o);
        ulong bag = _owner.PassTo(_p, _o);
        _owner.Table.ReleaseHold(_o);
        Assert.Empty(_owner.Told);
        _p.Table.ReleaseHold(_o);
        Assert.Empty(_p.Told);
        Assert.True(_p.EndTask(_owner, bag));
        Assert.Equal([$"freed {_o}"], _owner.Told);
        Assert.Equal([$"forgot {_o}"], _p.Told);
        Assert.True(_owner.Table.IsEmpty && _p.Table.IsEmpty);
    }

    [Fact]
    public void An_argument_of_its_owner_that_the_task_keeps_is_registered_without_an_answer()
    {
        _owner.Table.AddHold(_o);
        ulong bag = _owner.PassTo(_p, _o);
        _owner.Table.ReleaseHold(_o);
        Assert.True(_p.Table.SettleBag(_owner.Id, bag));
        _p.DeliverTo(_owner);
        _owner.Table.BagSettled(_p.Id, bag);
        Assert.Empty(_owner.Told);
        _p.Table.ReleaseHold(_o);
        _p.DeliverTo(_owner);
        Assert.Equal([$"freed {_o}"], _owner.Told);
    }

    [Fact]
    public void What_a_value_holds_stays_as_long_as_the_value_though_nobody_is_counted_for_that()
    {
        var container = new ObjectId(new TaskId(_owner.Id, 8), 0);
        SharedId[] content = [_o];
        _owner.Table.Contain(container, content);
        _owner.KeepsValues = true;
        _owner.Table.AddHold(SharedId.Of(container));
        _owner.Table.ReleaseHold(SharedId.Of(container));
        Assert.Equal([$"freed {container}"], _owner.Told);
        Assert.Equal(1, _owner.Table.CountOf(_o));
        _owner.Table.ContainerGone(container, content);
        Assert.Equal([$"freed {container}", $"freed {_o}"], _owner.Told);
        Assert.True(_owner.Table.IsEmpty);
    }

    [Fact]
    public void Holders_are_the_owner_those_that_it_is_on_its_way_to_and_its_borrowers()
    {
        _owner.Table.AddHold(_o);
        ulong kept = _owner.PassTo(_p, _o);
        Assert.Equal([_owner.Id, _p.Id], Holders());
        Assert.True(_p.EndTask(_owner, kept));
        _p.DeliverTo(_owner);
        ulong sent = _owner.Table.OpenBag(_q.Id, [_o]);
        Assert.Equal([_owner.Id, _q.Id, _p.Id], Holders());
        _owner.Table.BagSettled(_q.Id, sent);
        _owner.Table.ReleaseHold(_o);
        Assert.Equal([_p.Id], Holders());
        _p.Table.ReleaseHold(_o);
        _p.DeliverTo(_owner);
        Assert.Equal([], Holders());

        ProcessId[] Holders() => Assert.Single(_owner.Table.HoldersOf([_o.Object]));
    }

    [Fact]
    public void A_borrower_of_a_borrower_settles_when_the_owner_has_answered()
    {
        Borrow(_p);
        ulong bag = _p.PassTo(_q, _o);
        _p.Table.ReleaseHold(_o);
        Assert.False(_q.EndTask(_p, bag));
        _p.DeliverTo(_owner);
        Assert.Empty(_owner.Told);
        _q.DeliverTo(_owner);
        _owner.DeliverTo(_q);
        _q.DeliverTo(_p);
        _p.DeliverTo(_owner);
        Assert.Empty(_owner.Told);
        _q.Table.ReleaseHold(_o);
        _q.DeliverTo(_owner);
        Assert.Equal([$"freed {_o}"], _owner.Told);
        Assert.True(_p.Table.IsEmpty && _q.Table.IsEmpty);
    }

    [Fact]
    public void A_borrower_that_lets_go_before_the_answer_settles_at_once()
    {
        Borrow(_p);
        ulong bag = _p.PassTo(_q, _o);
        Assert.False(_q.EndTask(_p, bag));
        _q.Table.ReleaseHold(_o);
        Assert.True(_q.Table.IsEmpty);
        _q.DeliverTo(_p);
        _p.Table.ReleaseHold(_o);
        _p.DeliverTo(_owner);
        _q.DeliverTo(_owner);
        Assert.Equal([$"freed {_o}"], _owner.Told);
    }

    [Fact]
    public void Two_processes_that_shelter_each_other_still_ask_the_owner()
    {
        Borrow(_p);
        ulong first = _p.PassTo(_q, _o);
        _q.PassTo(_r, _o);
        ulong back = _r.PassTo(_q, _o);
        Assert.False(_q.EndTask(_p, first));
        _q.DeliverTo(_owner);
        _owner.DeliverTo(_q);
        _q.DeliverTo(_p);
        _p.Table.ReleaseHold(_o);
        _p.DeliverTo(_owner);
        Assert.Empty(_owner.Told);
        Assert.True(_q.EndTask(_r, back));
    }

    [Fact]
    public void An_answer_to_an_earlier_request_does_not_count_for_a_later_one()
    {
        Borrow(_p);
        Assert.False(_q.EndTask(_p, _p.PassTo(_q, _o)));
        _q.DeliverTo(_owner);
        _q.Table.ReleaseHold(_o);
        ulong again = _p.PassTo(_q, _o);
        Assert.False(_q.EndTask(_p, again));
        _owner.DeliverTo(_q);
        Assert.Contains(_q.Table.Describe(), line => line.Contains("1 answer missing", StringComparison.Ordinal));
        _q.DeliverTo(_owner);
        _owner.DeliverTo(_q);
        Assert.DoesNotContain(_q.Table.Describe(), line => line.Contains("missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_that_comes_twice_changes_nothing()
    {
        Borrow(_p);
        _owner.Table.AddHold(_o);
        _p.Table.ReleaseHold(_o);
        _p.DeliverTo(_owner);
        _owner.Table.AddBorrow(_p.Id, _o, 1, answer: true);
        _owner.Table.RemoveBorrow(_p.Id, _o, 1);
        _owner.Table.ReleaseHold(_o);
        Assert.Equal([$"freed {_o}"], _owner.Told);
        _owner.Table.AddBorrow(_p.Id, _o, 1, answer: true);
        _owner.Table.BagSettled(_p.Id, 1);
        _owner.Table.BagSettled(_q.Id, 99);
        Assert.True(_owner.Table.IsEmpty);
    }

    [Fact]
    public void A_value_keeps_what_it_holds_until_it_is_freed()
    {
        SharedId container = SharedId.Of(new ObjectId(new TaskId(_p.Id, 1), 0));
        Borrow(_p);
        _p.Table.Contain(container.Object, [_o]);
        _p.Table.ReleaseHold(_o);
        _p.Table.AddHold(container);
        _p.DeliverTo(_owner);
        Assert.Empty(_owner.Told);
        _p.Table.ReleaseHold(container);
        _p.DeliverTo(_owner);
        Assert.Equal([$"freed {container}", $"forgot {_o}"], _p.Told);
        Assert.Equal([$"freed {_o}"], _owner.Told);
    }

    [Fact]
    public void A_value_that_no_other_process_knew_lets_go_when_it_is_collected()
    {
        Borrow(_p);
        ObjectId container = new(new TaskId(_p.Id, 1), 0);
        _p.Table.Contain(container, [_o, _o]);
        _p.Table.ReleaseHold(_o);
        _p.Table.ContainerGone(container);
        _p.Table.ContainerGone(container);
        _p.DeliverTo(_owner);
        Assert.Equal([$"freed {_o}"], _owner.Told);
        Assert.True(_p.Table.IsEmpty);
    }

    [Fact]
    public void What_was_found_in_a_borrowed_value_keeps_that_value_until_the_owner_has_answered()
    {
        SharedId container = SharedId.Of(new ObjectId(new TaskId(_p.Id, 1), 0));
        Borrow(_p);
        _p.Table.Contain(container.Object, [_o]);
        _p.Table.ReleaseHold(_o);
        ulong bag = _p.PassTo(_q, container);
        Assert.True(_q.Table.SettleBag(_p.Id, bag));
        _q.DeliverTo(_p);
        _p.Table.BagSettled(_q.Id, bag);

        _q.Table.AddHold(_o);
        _q.Table.FoundInside(container.Object, [_o]);
        _q.Table.ReleaseHold(container);
        _q.DeliverTo(_p);
        Assert.Empty(_p.Told);

        _q.DeliverTo(_owner);
        _owner.DeliverTo(_q);
        _q.DeliverTo(_p);
        Assert.Equal([$"freed {container}", $"forgot {_o}"], _p.Told);
        _p.DeliverTo(_owner);
        Assert.Empty(_owner.Told);
    }

    [Fact]
    public void Long_chains_of_values_are_freed_without_deep_recursion()
    {
        var ids = Enumerable.Range(0, 200_000).Select(i => new ObjectId(new TaskId(_owner.Id, (ulong)i), 0)).ToArray();
        for (int i = 1; i < ids.Length; i++) _owner.Table.Contain(ids[i], [SharedId.Of(ids[i - 1])]);
        _owner.Table.ContainerGone(ids[^1]);
        Assert.True(_owner.Table.IsEmpty);
        Assert.Equal(ids.Length - 1, _owner.Told.Count);
    }

    [Fact]
    public void Handles_of_an_actor_are_counted_alike()
    {
        SharedId actor = SharedId.Of(new ActorId(_owner.Id, 5));
        _owner.Table.AddHold(actor);
        ulong bag = _owner.PassTo(_p, actor);
        _owner.Table.ReleaseHold(actor);
        _p.Table.ReleaseHold(actor);
        Assert.Empty(_owner.Told);
        Assert.True(_p.EndTask(_owner, bag));
        Assert.Equal([$"no handle of {actor}"], _owner.Told);
    }

    // The first borrower, registered, its bag settled; nobody else holds it.
    private void Borrow(TableProcess process)
    {
        _owner.Table.AddHold(_o);
        ulong bag = _owner.PassTo(process, _o);
        _owner.Table.ReleaseHold(_o);
        Assert.True(process.Table.SettleBag(_owner.Id, bag));
        process.DeliverTo(_owner);
        _owner.Table.BagSettled(process.Id, bag);
        Assert.Empty(_owner.Told);
    }
}
