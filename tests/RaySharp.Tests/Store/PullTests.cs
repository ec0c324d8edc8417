using RaySharp.Store;
using static RaySharp.Tests.Store.RecordingStore;

namespace RaySharp.Tests.Store;

public sealed class PullTests
{
    private readonly RecordingStore _store = new();

    [Fact]
    public void What_another_node_has_is_pulled_once_however_many_wait()
    {
        _store.OpenFrom(A, 1, 100, StoreUrgency.Argument, 5);
        _store.OpenFrom(B, 1, 100, StoreUrgency.Get, 5, 6);
        _store.Settle();
        Assert.Equal("create #1 1024; pull 1 from 5 to #1@0; copied 1; opened 2/1 #1@0+100; opened 3/2 #1@0+100", _store.Take());
        _store.OpenFrom(C, 1, 100, StoreUrgency.Get, 5);
        Assert.Equal("opened 4/3 #1@0+100", _store.Take());
        Assert.Equal((1L, 0L), (_store.Store.PulledCount, _store.Store.PullingBytes));
    }

    [Fact]
    public void Small_ones_lie_beside_each_other()
    {
        for (ulong number = 1; number <= 3; number++) _store.OpenFrom(A, number, 128, StoreUrgency.Get, 5);
        _store.Settle();
        Assert.Equal([(0L, 1UL), (128L << 10, 2UL), (256L << 10, 3UL)], _store.Extent(1).Objects.Select(static one => (one.Key, one.Value.Id.Task.Number)));
    }

    [Fact]
    public void A_source_that_fails_is_followed_by_the_next_and_the_last_failure_names_who_has_none()
    {
        _store.OpenFrom(A, 1, 100, StoreUrgency.Get, 5, 6, 7);
        _store.SettleNext();
        _store.FailNext(NoCopy);
        _store.FailNext("the link broke.");
        _store.FailNext(NoCopy);
        Assert.Equal("create #1 1024; pull 1 from 5 to #1@0; pull 1 from 6 to #1@0; pull 1 from 7 to #1@0; "
            + "open failed 2/1: object 9.2:1.0 cannot be had from another node: it has none. without 0 5 7", _store.Take());
        Assert.Equal((0, 0L), (_store.Store.ObjectCount, _store.Store.PullingBytes));
    }

    [Fact]
    public void Where_no_source_is_known_to_have_none_the_failure_names_nobody()
    {
        _store.OpenFrom(A, 1, 100, StoreUrgency.Get, 5);
        _store.SettleNext();
        _store.FailNext("it has another length there.");
        Assert.EndsWith("open failed 2/1: object 9.2:1.0 cannot be had from another node: it has another length there.", _store.Take());
        Assert.Empty(_store.LastWithout);
    }

    [Fact]
    public void A_source_without_room_to_restore_makes_the_failure_a_passing_one()
    {
        _store.OpenFrom(A, 1, 100, StoreUrgency.Get, 5);
        _store.SettleNext();
        _store.FailNext(Full);
        Assert.EndsWith("open failed 2/1: it has no room. (not now)", _store.Take());
    }

    [Fact]
    public void No_more_is_under_way_than_a_quarter_of_the_store_and_the_urgent_do_not_wait_for_the_others()
    {
        _store.OpenFrom(A, 1, 700, StoreUrgency.Argument, 5);
        _store.OpenFrom(A, 2, 700, StoreUrgency.Argument, 5);
        _store.OpenFrom(A, 3, 700, StoreUrgency.Get, 5);
        Assert.Equal((1400L << 10, 1), (_store.Store.PullingBytes, _store.Store.WaitingPulls));
        _store.OpenFrom(B, 2, 700, StoreUrgency.Get, 5);
        Assert.Equal(1, _store.Store.WaitingPulls);
        _store.Settle();
        Assert.Equal((3L, 0), (_store.Store.PulledCount, _store.Store.WaitingPulls));
    }

    [Fact]
    public void A_pull_that_nobody_waits_for_any_more_is_cancelled()
    {
        _store.OpenFrom(A, 1, 100, StoreUrgency.Get, 5);
        _store.OpenFrom(B, 1, 100, StoreUrgency.Get, 5);
        _store.SettleNext();
        _store.Store.ProcessLost(A);
        Assert.DoesNotContain("cancel", _store.Take(), StringComparison.Ordinal);
        _store.Store.ProcessLost(B);
        Assert.Equal("cancel 1", _store.Take());
        _store.FailNext("nobody needs it.");
        Assert.Equal((0, 0L, ""), (_store.Store.ObjectCount, _store.Store.PullingBytes, _store.Take()));
    }

    [Fact]
    public void An_object_that_is_freed_while_it_is_pulled_is_not_kept()
    {
        _store.OpenFrom(A, 1, 100, StoreUrgency.Get, 5);
        _store.SettleNext();
        _store.Store.Delete(Foreign(1));
        _store.Settle();
        Assert.Equal("create #1 1024; pull 1 from 5 to #1@0; open failed 2/1: object 9.2:1.0 was freed: its last reference was let go.; cancel 1", _store.Take());
        Assert.Equal([0U], _store.LastWithout);     // this node has none: whoever waits may ask the owner, who may have meant this copy only
        Assert.Equal(0, _store.Store.ObjectCount);
    }

    [Fact]
    public void An_object_that_is_freed_while_room_is_made_for_it_leaves_nothing()
    {
        _store.OpenFrom(A, 1, 700, StoreUrgency.Get, 5);
        _store.Store.Delete(Foreign(1));
        _store.Take();
        _store.Settle();
        Assert.Equal((0, 0L, ""), (_store.Store.ObjectCount, _store.Store.PullingBytes, _store.Take()));
    }

    [Fact]
    public void A_copy_is_dropped_for_room_without_being_written_and_its_owner_is_told()
    {
        for (ulong number = 1; number <= 4; number++)
        {
            _store.OpenFrom(A, number, Shared, StoreUrgency.Get, 5);
            _store.Settle();
            _store.Store.Close(A, Foreign(number));
        }
        _store.Take();
        _store.Store.Keep(Foreign(1));
        Assert.Equal("copied 1", _store.Take());
        _store.Request(B, Shared);
        Assert.Equal("dropped 2; grant 3/5 #2", _store.Take());
        _store.Request(B, 3 * Shared);
        Assert.Equal("dropped 3; dropped 4; spill 1", _store.Take());
    }

    [Fact]
    public void What_is_to_be_kept_and_is_not_there_is_said_to_be_dropped()
    {
        _store.Store.Keep(Foreign(1));
        Assert.Equal("dropped 1", _store.Take());
    }

    [Fact]
    public void A_lost_node_is_not_asked_and_one_without_others_fails_at_once()
    {
        _store.OpenFrom(A, 1, 700, StoreUrgency.Get, 5, 6);
        _store.OpenFrom(A, 2, 700, StoreUrgency.Get, 6);
        _store.Store.NodeLost(6);
        Assert.Equal("create #1 704; open failed 2/2: object 9.2:2.0 cannot be had from another node: node 6 is lost. without 0 6", _store.Take());
        _store.OpenFrom(B, 3, 100, StoreUrgency.Get, 6);
        Assert.Equal("open failed 3/3: object 9.2:3.0 is not in the store of this node. without 0 6", _store.Take());
        _store.Settle();
        Assert.Equal("pull 1 from 5 to #1@0; copied 1; opened 2/1 #1@0+700", _store.Take());
    }

    [Fact]
    public void A_lost_node_takes_with_it_what_its_processes_owned_and_read()
    {
        ulong extent = _store.Lend(A, 1);
        ProcessId owner = new(5UL << 32 | 3);
        _store.Seal(A, extent, 1, 0, 64, owner);
        _store.Seal(A, extent, 2, 64, 64);
        _store.Store.Open(ProcessId.HostOf(5), 9, Id(2), StoreUrgency.Get);
        _store.Take();
        _store.Store.NodeLost(5);
        Assert.Equal($"free 2 #{extent}@0", _store.Take());
        Assert.Empty(Assert.Single(_store.Store.Objects).Readers);
        _store.Seal(A, extent, 3, 128, 64, owner);
        Assert.Equal($"free 2 #{extent}@128", _store.Take());
    }

    [Fact]
    public void An_object_that_is_made_again_here_while_it_is_pulled_serves_who_waits()
    {
        ulong extent = _store.Lend(A, 1);
        _store.OpenFrom(B, 1, 100, StoreUrgency.Get, 5);
        _store.SettleNext();
        _store.Take();
        _store.Store.Sealed(A, Foreign(1), extent, 0, 100 << 10);
        Assert.Equal($"cancel 1; opened 3/2 #{extent}@0+100", _store.Take());
        _store.FailNext("nobody needs it.");
        Assert.False(Assert.Single(_store.Store.Objects).IsCopy);
    }

    [Fact]
    public void Who_waits_no_more_is_not_pulled_for()
    {
        _store.OpenFrom(A, 1, 100, StoreUrgency.Get, 5);
        _store.OpenFrom(A, 1, 100, StoreUrgency.Get, 5);
        _store.SettleNext();
        _store.Take();
        _store.Store.OpenCancelled(A, 1, Foreign(1));
        Assert.Equal("", _store.Take());
        _store.Store.OpenCancelled(A, 2, Foreign(1));
        Assert.Equal("cancel 1", _store.Take());
    }

    [Fact]
    public void A_node_does_not_wait_for_what_is_only_on_its_way_here()
    {
        _store.OpenFrom(A, 1, 100, StoreUrgency.Get, 5);
        _store.Take();
        _store.Store.Open(ProcessId.HostOf(5), 9, Foreign(1), StoreUrgency.Get);
        Assert.Equal("open failed 21474836481/9: object 9.2:1.0 is only on its way to this node.", _store.Take());
    }

    private static ObjectId Foreign(ulong number) => Id(number, RecordingStore.Foreign);
}
