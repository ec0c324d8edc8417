using RaySharp.Store;
using static RaySharp.Tests.Store.RecordingStore;

namespace RaySharp.Tests.Store;

public sealed class ExtentLendingTests
{
    private readonly RecordingStore _store = new();

    [Fact]
    public void An_extent_is_lent_when_it_is_made_and_is_nobody_elses_until_it_is_returned()
    {
        _store.Request(A, 1);
        Assert.Equal("create #1 1024", _store.Take());
        _store.Settle();
        Assert.Equal("grant 2/1 #1", _store.Take());
        _store.Request(B, 1);
        _store.Store.ExtentReturned(B, 1);
        Assert.Equal("create #2 1024", _store.Take());
        _store.Store.ExtentReturned(A, 1);
        _store.Request(C, 1);
        Assert.Equal("grant 4/3 #1", _store.Take());
    }

    [Fact]
    public void What_needs_more_than_half_an_extent_gets_one_of_its_own_size_in_whole_pages()
    {
        _store.Request(A, 512);
        _store.Request(A, 513);
        _store.Request(A, 2000);
        Assert.Equal("create #1 1024; create #2 576; create #3 2048", _store.Take());
    }

    [Fact]
    public void A_writer_waits_while_all_is_being_read_and_is_served_after_a_close()
    {
        var store = FullAndRead();
        store.Store.Delete(Id(3));
        store.Request(C, Shared);
        Assert.Equal("wait", store.Take());
        store.Store.Close(B, Id(3));
        Assert.Equal("grant 4/9 #3", store.Take());
        Assert.Equal(0, store.Store.WaitingCount);
    }

    [Fact]
    public void Who_gets_is_served_before_who_creates_before_arguments()
    {
        var store = FullAndRead();
        for (ulong number = 1; number <= 4; number++) store.Store.Close(B, Id(number));
        for (ulong number = 5; number <= 8; number++)
        {
            store.PutAlone(A, number, Shared);
            store.Open(B, number);
        }
        store.Take();
        store.Open(C, 1, StoreUrgency.Argument);
        store.Request(C, Shared);
        store.Open(C, 3, StoreUrgency.Get);
        store.Open(A, 4, StoreUrgency.Argument);
        store.Open(A, 4, StoreUrgency.Get);
        List<string> served = [];
        for (ulong number = 5; number <= 8; number++)
        {
            store.Store.Delete(Id(number));
            store.Take();
            store.Store.Close(B, Id(number));
            served.Add(store.Take());
        }
        Assert.Equal(["restore 3 to #1@0", "restore 4 to #2@0", "grant 4/18 #3", "restore 1 to #4@0"], served);
    }

    [Fact]
    public void Nobody_overtakes_though_there_is_room_for_less()
    {
        var store = FullAndRead();
        store.Request(C, 2 * Shared);
        store.Request(A, 1);
        foreach (ulong number in (ulong[])[1, 2]) store.Store.Delete(Id(number));
        store.Take();
        store.Store.Close(B, Id(1));
        Assert.Equal("", store.Take());
        store.Store.Close(B, Id(2));
        Assert.Equal("destroy #1; destroy #2; create #5 2048", store.Take());
    }

    [Fact]
    public void An_extent_that_is_half_empty_is_lent_again_with_what_lies_there()
    {
        ulong extent = _store.Lend(A, 1);
        _store.Seal(A, extent, 1, 0, 192);
        _store.Seal(A, extent, 2, 192, 448);
        _store.Seal(A, extent, 3, 704, 320);
        _store.Store.ExtentReturned(A, extent);
        _store.Take();
        Assert.NotEqual(extent, _store.Lend(B, 64));
        _store.Store.Delete(Id(2));
        _store.Take();
        Assert.NotEqual(extent, _store.Lend(B, 513));
        _store.Take();
        Assert.Equal(extent, _store.Lend(B, 512));
        Assert.Equal("grant 3/4 #1 0+192 704+320", _store.Take());
        _store.Store.Delete(Id(1));
        Assert.Equal("free 3 #1@0", _store.Take());
    }

    [Fact]
    public void Empty_extents_of_other_sizes_go_for_a_new_one_the_longest_unused_first()
    {
        _store.PutAlone(A, 1, Shared);
        _store.PutAlone(A, 2, Shared);
        _store.PutAlone(A, 3, Shared);
        foreach (ulong number in (ulong[])[1, 2, 3]) _store.Store.Delete(Id(number));
        _store.Take();
        _store.Request(B, 3 * Shared);
        Assert.Equal("destroy #1; destroy #2; create #4 3072", _store.Take());
        Assert.Equal((4L * Shared << 10, (long)Shared << 10), (_store.Store.Committed, _store.Store.FreeBytes));
    }

    [Fact]
    public void An_empty_extent_is_lent_for_half_of_its_size_and_not_for_less()
    {
        _store.PutAlone(A, 1, 3 * Shared);
        _store.Store.Delete(Id(1));
        _store.Take();
        _store.Request(B, Shared);
        Assert.Equal("create #2 1024", _store.Take());
        _store.Request(B, Shared + 512);
        Assert.Equal("grant 3/3 #1", _store.Take());
    }

    [Fact]
    public void What_is_larger_than_the_capacity_lies_in_a_file_that_goes_with_it()
    {
        ulong extent = _store.PutAlone(A, 1, 5 * Shared);
        Assert.Equal("create #1 5120 on disk; grant 2/1 #1", _store.Take());
        Assert.Equal(0, _store.Store.Committed);
        _store.Open(B, 1);
        _store.Store.Delete(Id(1));
        Assert.Equal("opened 3/2 #1@0+5120", _store.Take());
        _store.Store.Close(B, Id(1));
        Assert.Equal($"destroy #{extent}", _store.Take());
    }

    [Fact]
    public void Memory_that_cannot_be_had_though_the_capacity_allows_it_is_asked_for_once()
    {
        _store.Request(A, 1);
        _store.FailNext("no memory");
        Assert.Equal("create #1 1024; create #2 1024 on disk", _store.Take());
        Assert.Equal(0, _store.Store.Committed);
        _store.Settle();
        Assert.Equal("grant 2/1 #2", _store.Take());
    }

    [Fact]
    public void Where_neither_memory_nor_disk_can_be_had_the_writer_is_refused_with_the_reason()
    {
        _store.Request(A, 1);
        _store.FailNext("no memory");
        _store.FailNext("no space left on /spill");
        Assert.EndsWith("refuse 2/1: no space left on /spill", _store.Take());
        Assert.Equal(0, _store.Store.WaitingCount);
        Assert.Empty(_store.Store.Extents);
    }

    [Fact]
    public void A_request_that_is_cancelled_while_its_extent_is_made_leaves_it_to_others()
    {
        ulong request = _store.Request(A, 1);
        _store.Store.ExtentRequestCancelled(A, request);
        _store.Settle();
        Assert.Equal("create #1 1024", _store.Take());
        Assert.Equal(ExtentState.Free, _store.Extent(1).State);
    }

    [Fact]
    public void Who_cancels_makes_way_for_those_behind()
    {
        var store = FullAndRead();
        store.Store.Delete(Id(1));
        ulong large = store.Request(C, 2 * Shared);
        store.Request(A, Shared);
        store.Store.Close(B, Id(1));
        store.Take();
        store.Store.ExtentRequestCancelled(C, large);
        Assert.Equal("grant 2/10 #1", store.Take());
    }

    [Fact]
    public void Trimming_gives_back_empty_extents_and_no_others()
    {
        _store.PutAlone(A, 1, Shared);
        _store.PutAlone(A, 2, Shared);
        _store.Store.Delete(Id(1));
        _store.Take();
        _store.Store.Trim();
        Assert.Equal("destroy #1", _store.Take());
        Assert.Equal(((long)Shared << 10, 0L), (_store.Store.Committed, _store.Store.FreeBytes));
    }

    [Fact]
    public void One_extent_is_kept_ahead_while_half_of_the_room_is_left()
    {
        _store.Store.KeepOneAhead();
        _store.Store.KeepOneAhead();
        _store.Settle();
        _store.Store.KeepOneAhead();
        Assert.Equal("create #1 1024", _store.Take());
        _store.Lend(A, 1);
        Assert.Equal("grant 2/1 #1", _store.Take());
        _store.Store.KeepOneAhead();
        _store.Settle();
        _store.Lend(A, 1);
        _store.Store.KeepOneAhead();
        Assert.Equal("create #2 1024; grant 2/2 #2", _store.Take());
    }

    [Fact]
    public void The_node_itself_may_write_beside_what_it_restores()
    {
        ulong extent = _store.Lend(Self, 1);
        _store.Seal(Self, extent, 1, 0, 64);
        _store.Store.Delete(Id(1));
        Assert.EndsWith($"free 1 #{extent}@0", _store.Take());
    }
}
