
namespace RaySharp.Tests.ReferenceCounting;

public sealed class ReferenceTableDeathTests
{
    private readonly TableProcess _owner = new(1);
    private readonly TableProcess _p = new(2);
    private readonly TableProcess _q = new(3);
    private readonly SharedId _o = SharedId.Of(new ObjectId(new TaskId(new ProcessId(1), 7), 0));

    [Fact]
    public void What_a_dead_process_held_and_was_sent_holds_no_more()
    {
        _owner.Table.AddHold(_o);
        _owner.PassTo(_p, _o);
        _owner.Table.OpenBag(_q.Id, [_o]);
        _p.Table.SettleBag(_owner.Id, 1);
        _p.DeliverTo(_owner);
        _owner.Table.ReleaseHold(_o);
        _owner.Table.ProcessDied(_p.Id);
        Assert.Empty(_owner.Told);
        _owner.Table.ProcessDied(_q.Id);
        _owner.Table.ProcessDied(_q.Id);
        Assert.Equal([$"freed {_o}"], _owner.Told);
        Assert.True(_owner.Table.IsEmpty);
    }

    [Fact]
    public void The_dead_are_not_listened_to()
    {
        _owner.Table.AddHold(_o);
        _owner.Table.ProcessDied(_p.Id);
        _owner.Table.AddBorrow(_p.Id, _o, 1, answer: false);
        _owner.Table.OpenBag(_p.Id, [_o]);
        Assert.False(_owner.Table.BagArrived(_p.Id, 1, [_o]));
        _owner.Table.ReleaseHold(_o);
        Assert.Equal([$"freed {_o}"], _owner.Told);
    }

    [Fact]
    public void Who_holds_something_of_a_dead_owner_is_told_once_and_may_let_go()
    {
        _owner.PassTo(_p, _o);
        _p.Table.AddHold(_o);
        _p.Table.ProcessDied(_owner.Id);
        Assert.Equal([$"owner lost of {_o}"], _p.Told);
        _p.Table.ReleaseHold(_o);
        _p.Table.ReleaseHold(_o);
        Assert.Equal([$"owner lost of {_o}", $"forgot {_o}"], _p.Told);
        Assert.True(_p.Table.IsEmpty);
    }

    [Fact]
    public void A_reference_of_a_dead_owner_that_arrives_late_is_lost_when_it_is_held()
    {
        _q.Table.ProcessDied(_owner.Id);
        _p.PassTo(_q, _o);
        Assert.Equal([$"owner lost of {_o}"], _q.Told);
        Assert.True(_q.Table.SettleBag(_p.Id, 1));
    }

    [Fact]
    public void An_owner_that_dies_before_it_answers_holds_up_no_bag()
    {
        _owner.Table.AddHold(_o);
        _owner.PassTo(_p, _o);
        _p.PassTo(_q, _o);
        Assert.False(_q.EndTask(_p, 1));
        _q.Table.ProcessDied(_owner.Id);
        _p.Table.ProcessDied(_owner.Id);
        _q.DeliverTo(_p);
        _p.Table.ReleaseHold(_o);
        Assert.Equal([$"owner lost of {_o}", $"forgot {_o}"], _p.Told);
    }

    [Fact]
    public void A_borrower_whose_shelter_died_asks_the_owner_itself()
    {
        _owner.Table.AddHold(_o);
        _owner.PassTo(_p, _o);
        _p.PassTo(_q, _o);
        _q.Table.ProcessDied(_p.Id);
        _q.DeliverTo(_owner);
        _owner.Table.ProcessDied(_p.Id);
        _owner.Table.ReleaseHold(_o);
        _owner.DeliverTo(_q);
        Assert.Empty(_owner.Told);
        Assert.Empty(_q.Told);
        _q.Table.ReleaseHold(_o);
        _q.DeliverTo(_owner);
        Assert.Equal([$"freed {_o}"], _owner.Told);
    }

    [Fact]
    public void A_borrower_that_asks_too_late_is_told_that_the_object_is_lost()
    {
        _owner.Table.AddHold(_o);
        _owner.PassTo(_p, _o);
        _p.PassTo(_q, _o);
        _owner.Table.ReleaseHold(_o);
        _owner.Table.ProcessDied(_p.Id);
        Assert.Equal([$"freed {_o}"], _owner.Told);
        _q.Table.ProcessDied(_p.Id);
        _q.DeliverTo(_owner);
        _owner.DeliverTo(_q);
        Assert.Equal([$"lost {_o}"], _q.Told);
        _q.Table.ReleaseHold(_o);
        Assert.True(_q.Table.IsEmpty);
    }

    [Fact]
    public void An_own_object_that_came_home_is_not_freed_before_its_reference_is_decoded()
    {
        _owner.Table.AddHold(_o);
        _owner.PassTo(_p, _o);
        ulong home = _p.Table.OpenBag(_owner.Id, [_o]);
        Assert.True(_owner.Table.BagArrived(_p.Id, home, [_o]));
        _owner.Table.ReleaseHold(_o);
        _owner.Table.BagSettled(_p.Id, 1);
        Assert.Empty(_owner.Told);
        _owner.Table.AddHold(_o);
        Assert.True(_owner.Table.SettleBag(_p.Id, home));
        _owner.Table.ReleaseHold(_o);
        Assert.Equal([$"freed {_o}"], _owner.Told);
    }
}
