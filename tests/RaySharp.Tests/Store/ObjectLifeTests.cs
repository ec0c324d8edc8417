using RaySharp.Store;
using static RaySharp.Tests.Store.RecordingStore;

namespace RaySharp.Tests.Store;

public sealed class ObjectLifeTests
{
    private readonly RecordingStore _store = new();

    [Fact]
    public void A_second_seal_of_the_same_object_is_refused_and_its_block_freed()
    {
        ulong first = _store.Lend(B, 1), second = _store.Lend(C, 1);
        _store.Seal(B, first, 1, 0, 64);
        _store.Take();
        _store.Seal(C, second, 1, 128, 64);
        Assert.Equal($"free 4 #{second}@128", _store.Take());
        _store.Open(A, 1);
        Assert.Equal($"opened 2/3 #{first}@0+64", _store.Take());
    }

    [Fact]
    public void What_its_builder_reads_stays_until_he_closes_it_also_where_it_is_of_no_use_to_others()
    {
        ulong first = _store.Lend(B, 1), second = _store.Lend(C, 1);
        _store.Seal(B, first, 1, 0, 64, isRead: true);
        _store.Take();
        _store.Seal(C, second, 1, 128, 64, isRead: true);
        _store.Open(C, 1);
        Assert.Equal($"opened 4/3 #{first}@0+64", _store.Take());
        _store.Store.Close(C, Id(1));
        Assert.Equal($"free 4 #{second}@128", _store.Take());
        _store.Store.Delete(Id(1));
        Assert.Equal("", _store.Take());
        _store.Store.Close(B, Id(1));
        Assert.Equal($"free 3 #{first}@0", _store.Take());
        _store.Store.ProcessLost(A);
        _store.Seal(C, second, 2, 256, 64, isRead: true);
        Assert.Equal("", _store.Take());
        _store.Store.Close(C, Id(2));
        Assert.Equal($"free 4 #{second}@256", _store.Take());
        Assert.Equal(0, _store.Store.ObjectCount);
    }

    [Fact]
    public void Only_who_holds_an_extent_can_seal_in_it()
    {
        ulong extent = _store.Lend(A, 1);
        _store.Seal(B, extent, 1, 0, 64);
        _store.Store.ExtentReturned(A, extent);
        _store.Seal(A, extent, 2, 0, 64);
        Assert.Equal(0, _store.Store.ObjectCount);
    }

    [Fact]
    public void What_is_not_there_is_said_not_to_be_there()
    {
        _store.Open(A, 7);
        Assert.Equal("open failed 2/1: object 0.2:7.0 is not in the store of this node.", _store.Take());
    }

    [Fact]
    public void A_deleted_object_keeps_its_memory_until_the_last_close()
    {
        ulong extent = _store.PutAlone(A, 1, 600);
        _store.Open(B, 1);
        _store.Open(C, 1);
        _store.Store.Delete(Id(1));
        _store.Store.Close(B, Id(1));
        _store.Take();
        _store.Open(A, 1);
        Assert.Equal("open failed 2/4: object 0.2:1.0 is not in the store of this node.", _store.Take());
        Assert.Equal(ExtentState.Retired, _store.Extent(extent).State);
        _store.Store.Close(C, Id(1));
        Assert.Equal(ExtentState.Free, _store.Extent(extent).State);
        Assert.Equal(_store.Store.Committed, _store.Store.FreeBytes);
        Assert.Equal(0, _store.Store.ObjectCount);
    }

    [Fact]
    public void An_object_that_is_made_again_while_the_first_is_read_lives_beside_it()
    {
        ulong first = _store.PutAlone(A, 1, 600);
        _store.Open(B, 1);
        _store.Store.Delete(Id(1));
        ulong second = _store.PutAlone(A, 1, 600);
        _store.Take();
        _store.Open(C, 1);
        Assert.Equal($"opened 4/4 #{second}@0+600", _store.Take());
        _store.Store.Close(B, Id(1));
        Assert.Equal((ExtentState.Free, ExtentState.Retired), (_store.Extent(first).State, _store.Extent(second).State));
        Assert.Equal(1, _store.Store.ObjectCount);
    }

    [Fact]
    public void Who_reads_an_object_and_what_had_its_id_before_closes_both_at_once()
    {
        ulong first = _store.PutAlone(A, 1, 600);
        _store.Open(B, 1);
        _store.Store.Delete(Id(1));
        _store.PutAlone(A, 1, 600);
        _store.Open(B, 1);
        _store.Store.Close(B, Id(1));
        Assert.Equal(ExtentState.Free, _store.Extent(first).State);
        Assert.All(_store.Store.Objects, stored => Assert.Empty(stored.Readers));
    }

    [Fact]
    public void What_a_lost_process_owned_goes_when_nobody_reads_it_and_what_others_own_stays()
    {
        ulong extent = _store.Lend(A, 1);
        _store.Seal(A, extent, 1, 0, 64, owner: B);
        _store.Seal(A, extent, 2, 64, 64, owner: B);
        _store.Seal(A, extent, 3, 128, 64, owner: C);
        _store.Store.Open(C, 9, Id(2, B), StoreUrgency.Get);
        _store.Take();
        _store.Store.ProcessLost(B);
        Assert.Equal($"free 2 #{extent}@0", _store.Take());
        _store.Store.Close(C, Id(2, B));
        Assert.Equal($"free 2 #{extent}@64", _store.Take());
        Assert.Equal(Id(3, C), Assert.Single(_store.Store.Objects).Id);
    }

    [Fact]
    public void What_is_made_for_an_owner_that_is_gone_is_not_kept()
    {
        ulong extent = _store.Lend(A, 1);
        _store.Store.ProcessLost(B);
        _store.Take();
        _store.Seal(A, extent, 1, 0, 64, owner: B);
        Assert.Equal($"free 2 #{extent}@0", _store.Take());
        Assert.Equal(0, _store.Store.ObjectCount);
    }

    [Fact]
    public void What_a_lost_writer_sealed_stays_and_the_rest_of_its_extent_is_lent_again()
    {
        ulong extent = _store.Lend(B, 1);
        _store.Seal(B, extent, 1, 64, 64);
        _store.Store.ProcessLost(B);
        _store.Take();
        Assert.Equal(extent, _store.Lend(C, 1));
        Assert.Equal($"grant 4/2 #{extent} 64+64", _store.Take());
    }

    [Fact]
    public void A_lost_process_reads_no_more_and_waits_no_more()
    {
        var store = FullAndRead();
        store.Request(B, 1);
        store.Request(A, Shared);
        store.Store.Delete(Id(4));
        store.Take();
        store.Store.ProcessLost(B);
        Assert.Equal("grant 2/10 #4", store.Take());
        Assert.All(store.Store.Objects, stored => Assert.Empty(stored.Readers));
    }

    [Fact]
    public void An_extent_that_was_made_for_a_lost_process_is_left_to_others()
    {
        _store.Request(A, 1);
        _store.Store.ProcessLost(A);
        _store.Settle();
        Assert.Equal("create #1 1024", _store.Take());
        Assert.Equal(ExtentState.Free, _store.Extent(1).State);
        _store.Request(B, 5 * Shared);
        _store.Store.ProcessLost(B);
        _store.FailNext("no space left on /spill");
        Assert.Equal("create #2 5120 on disk", _store.Take());
    }
}
