using RaySharp.Store;
using static RaySharp.Tests.Store.RecordingStore;

namespace RaySharp.Tests.Store;

public sealed class SpillingTests
{
    private readonly RecordingStore _store = new();

    [Fact]
    public void Over_the_threshold_the_longest_unused_is_copied_ahead_and_stays_in_memory()
    {
        for (ulong number = 1; number <= 3; number++) _store.PutAlone(A, number, Shared);
        _store.Open(B, 1);
        _store.Store.Close(B, Id(1));
        _store.Take();
        _store.PutAlone(A, 4, Shared);
        Assert.Equal("create #4 1024; grant 2/5 #4; spill 2", _store.Take());
        _store.Settle();
        _store.Open(B, 2);
        Assert.Equal("opened 3/6 #2@0+1024", _store.Take());
    }

    [Fact]
    public void An_extent_counts_as_used_when_something_is_sealed_in_it()
    {
        ulong first = _store.Lend(A, Shared), second = _store.Lend(A, Shared);
        _store.Seal(A, second, 2, 0, Shared);
        _store.Seal(A, first, 1, 0, Shared);
        _store.Store.ExtentReturned(A, first);
        _store.Store.ExtentReturned(A, second);
        _store.PutAlone(A, 3, Shared);
        _store.PutAlone(A, 4, Shared);
        Assert.EndsWith("; spill 2", _store.Take());
    }

    [Fact]
    public void While_something_is_being_written_nothing_else_is()
    {
        for (ulong number = 1; number <= 4; number++) _store.PutAlone(A, number, Shared);
        Assert.EndsWith("; spill 1", _store.Take());
        _store.Request(B, Shared);
        Assert.Equal("", _store.Take());
        _store.Settle();
        Assert.Equal("grant 3/5 #1; spill 2", _store.Take());
    }

    [Fact]
    public void What_has_a_copy_leaves_memory_without_being_written_again()
    {
        var store = Cleaned();
        store.Request(B, Shared);
        Assert.Equal("grant 3/5 #1", store.Take());
        Assert.Null(store.Store.Objects.Single(stored => stored.Id == Id(1)).Extent);
    }

    [Fact]
    public void What_is_restored_is_clean_and_leaves_memory_again_without_being_written()
    {
        var store = Cleaned();
        store.PutAlone(B, 5, Shared);
        store.Settle();
        store.Take();
        store.Open(C, 1);
        store.Settle();
        Assert.Equal("restore 1 to #2@0; opened 4/6 #2@0+1024", store.Take());
        store.Store.Close(C, Id(1));
        foreach (ulong number in (ulong[])[3, 4, 5]) store.Open(C, number);
        store.Take();
        store.Request(A, Shared);
        Assert.Equal("grant 2/10 #2", store.Take());
    }

    [Fact]
    public void Small_objects_are_restored_side_by_side_and_their_extent_goes_with_the_last()
    {
        ulong extent = _store.Lend(A, 1);
        for (ulong number = 1; number <= 2; number++) _store.Seal(A, extent, number, 512 * (long)(number - 1), 512);
        _store.Store.ExtentReturned(A, extent);
        for (ulong number = 3; number <= 6; number++)
        {
            _store.PutAlone(A, number, Shared);
            _store.Settle();
        }
        foreach (ulong number in (ulong[])[3, 4]) _store.Store.Delete(Id(number));
        _store.Take();
        _store.Open(B, 1);
        _store.Open(B, 2);
        _store.Settle();
        Assert.Equal("restore 1 to #3@0; restore 2 to #3@512; opened 3/6 #3@0+512; opened 3/7 #3@512+512", _store.Take());
        foreach (ulong number in (ulong[])[1, 2])
        {
            Assert.Equal(ExtentState.Leased, _store.Extent(3).State);
            _store.Store.Delete(Id(number));
            _store.Store.Close(B, Id(number));
        }
        Assert.Equal(ExtentState.Free, _store.Extent(3).State);
        Assert.Equal("drop 1; drop 2", _store.Take());
    }

    [Fact]
    public void The_extent_where_objects_were_restored_makes_room_when_nobody_reads_them()
    {
        ulong extent = _store.Lend(A, 1);
        _store.Seal(A, extent, 1, 0, 512);
        _store.Store.ExtentReturned(A, extent);
        for (ulong number = 2; number <= 5; number++)
        {
            _store.PutAlone(A, number, Shared);
            _store.Settle();
        }
        _store.Store.Delete(Id(2));
        foreach (ulong number in (ulong[])[1, 3, 4, 5]) _store.Open(B, number);
        _store.Settle();
        _store.Store.Close(B, Id(1));
        Assert.Equal(ExtentState.Leased, _store.Extent(2).State);
        _store.Take();
        _store.Request(C, Shared);
        Assert.Equal("grant 4/10 #2", _store.Take());
    }

    [Fact]
    public void Processes_are_asked_to_collect_before_anything_is_written()
    {
        _store.CanCollect = true;
        for (ulong number = 1; number <= 4; number++) _store.PutAlone(A, number, Shared);
        Assert.EndsWith("collect", _store.Take());
        _store.Request(B, Shared);
        Assert.Equal("", _store.Take());
        _store.CanCollect = false;
        _store.Store.Collected();
        Assert.Equal("spill 1", _store.Take());
        _store.Settle();
        Assert.Equal("grant 3/5 #1; spill 2", _store.Take());
    }

    [Fact]
    public void Processes_that_have_just_collected_are_not_asked_again_before_something_was_written()
    {
        _store.CanCollect = true;
        for (ulong number = 1; number <= 4; number++) _store.PutAlone(A, number, Shared);
        _store.Take();
        _store.Store.Collected();
        Assert.Equal("spill 1", _store.Take());
        _store.Settle();
        Assert.Equal("", _store.Take());
        _store.Request(B, 2 * Shared);
        _store.Store.Collected();
        Assert.Equal("collect; spill 2", _store.Take());
    }

    [Fact]
    public void A_copy_that_cannot_be_written_leaves_it_to_patience_and_then_to_a_file()
    {
        _store.Lend(C, 1);
        for (ulong number = 1; number <= 3; number++) _store.PutAlone(A, number, Shared);
        _store.FailNext("no space left on /spill");
        _store.Take();
        _store.Request(B, Shared);
        Assert.Equal("recall 4; wait", _store.Take());
        _store.Store.PatienceOver();
        _store.Settle();
        Assert.Equal("create #5 1024 on disk; grant 3/5 #5", _store.Take());
        _store.Seal(B, 5, 4, 0, 64);
        Assert.Equal("spill 1", _store.Take());
    }

    [Fact]
    public void A_file_that_cannot_be_made_refuses_the_writer_with_the_reason()
    {
        var store = FullAndRead();
        store.Request(C, Shared);
        store.Store.PatienceOver();
        store.FailNext("no space left on /spill");
        Assert.Equal("wait; create #5 1024 on disk; refuse 4/9: no space left on /spill", store.Take());
    }

    [Fact]
    public void An_object_that_cannot_be_read_back_is_lost_with_the_reason()
    {
        var store = Cleaned();
        store.PutAlone(B, 5, Shared);
        store.Settle();
        store.Take();
        store.Open(C, 1);
        store.FailNext("its copy is damaged.");
        store.Open(C, 1);
        Assert.Equal("restore 1 to #2@0; open failed 4/6: object 0.2:1.0 is lost: its copy is damaged.; drop 1; open failed 4/7: object 0.2:1.0 is not in the store of this node.", store.Take());
        Assert.Equal(ExtentState.Free, store.Extent(2).State);
    }

    [Fact]
    public void An_object_deleted_while_it_is_written_goes_with_its_copy_when_that_is_done()
    {
        for (ulong number = 1; number <= 4; number++) _store.PutAlone(A, number, Shared);
        _store.Store.Delete(Id(1));
        _store.Take();
        Assert.Equal(ExtentState.Retired, _store.Extent(1).State);
        _store.Settle();
        Assert.Equal("drop 1", _store.Take());
        Assert.Equal(ExtentState.Free, _store.Extent(1).State);
    }

    [Fact]
    public void An_object_deleted_while_it_is_restored_is_refused_at_once_and_goes_when_that_is_done()
    {
        var store = Cleaned();
        store.PutAlone(B, 5, Shared);
        store.Settle();
        store.Open(C, 1);
        store.Take();
        store.Store.Delete(Id(1));
        Assert.Equal("open failed 4/6: object 0.2:1.0 was freed: its last reference was let go.", store.Take());
        store.Settle();
        Assert.StartsWith("drop 1", store.Take());
        Assert.Equal(ExtentState.Free, store.Extent(2).State);
    }

    [Fact]
    public void A_restore_that_waits_for_room_ends_with_its_object()
    {
        var store = Cleaned();
        store.PutAlone(B, 5, Shared);
        store.Settle();
        foreach (ulong number in (ulong[])[2, 3, 4, 5]) store.Open(B, number);
        store.Open(C, 1);
        Assert.Equal(1, store.Store.WaitingCount);
        store.Take();
        store.Store.Delete(Id(1));
        Assert.Equal("open failed 4/10: object 0.2:1.0 was freed: its last reference was let go.; drop 1", store.Take());
        Assert.Equal(0, store.Store.WaitingCount);
    }

    [Fact]
    public void What_was_restored_to_a_file_leaves_it_when_nobody_reads_it_and_can_be_restored_again()
    {
        var store = Cleaned();
        store.PutAlone(A, 5, Shared);
        foreach (ulong number in (ulong[])[2, 3, 4, 5]) store.Open(B, number);
        store.Open(C, 1);
        store.Store.PatienceOver();
        store.Settle();
        Assert.Contains("create #5 1024 on disk; restore 1 to #5@0; opened 4/10 #5@0+1024", store.Take());
        store.Store.Close(C, Id(1));
        Assert.Equal("destroy #5", store.Take());
        store.Store.Delete(Id(2));
        store.Store.Close(B, Id(2));
        store.Open(C, 1);
        store.Settle();
        Assert.EndsWith("restore 1 to #2@0; opened 4/11 #2@0+1024", store.Take());
    }

    [Fact]
    public void What_was_written_to_a_file_moves_to_memory_when_it_is_opened_and_there_is_room()
    {
        var store = WithFile(out ulong file);
        store.Open(B, 5);
        Assert.Equal($"opened 3/10 #{file}@0+1024", store.Take());      // no room: it is read where it is
        store.Store.Close(B, Id(5));
        store.Store.Delete(Id(1));
        store.Store.Close(B, Id(1));
        store.Take();
        store.Open(C, 5);
        store.Open(B, 5);
        Assert.Equal($"restore 5 from #{file}@0 to #1@0", store.Take());
        store.Settle();
        Assert.Equal($"destroy #{file}; opened 4/11 #1@0+1024; opened 3/12 #1@0+1024", store.Take());
    }

    [Fact]
    public void What_is_read_in_a_file_stays_there()
    {
        var store = WithFile(out ulong file);
        store.Open(C, 5);
        store.Store.Delete(Id(1));
        store.Store.Close(B, Id(1));
        store.Take();
        store.Open(B, 5);
        Assert.Equal($"opened 3/11 #{file}@0+1024", store.Take());
    }

    [Fact]
    public void A_move_from_a_file_ends_with_its_object_and_with_its_disk()
    {
        var store = WithFile(out ulong file);
        store.Store.Delete(Id(1));
        store.Store.Close(B, Id(1));
        store.Open(C, 5);
        store.Take();
        store.Store.Delete(Id(5));
        Assert.StartsWith("open failed 4/10: object 0.2:5.0 was freed", store.Take());
        store.Settle();
        Assert.Equal($"destroy #{file}", store.Take());
        Assert.All(store.Store.Extents, static extent => Assert.True(extent.IsEmpty || extent.State == ExtentState.Retired));

        store = WithFile(out file);
        store.Store.Delete(Id(1));
        store.Store.Close(B, Id(1));
        store.Open(C, 5);
        store.Take();
        store.FailNext("the disk is broken");
        Assert.Equal($"destroy #{file}; open failed 4/10: object 0.2:5.0 is lost: the disk is broken", store.Take());
    }

    [Fact]
    public void Where_the_system_has_no_memory_what_lies_in_a_file_is_read_there()
    {
        var store = WithFile(out ulong file);
        store.Store.Delete(Id(1));
        store.Store.Close(B, Id(1));
        store.Store.Trim();
        store.Open(C, 5);
        Assert.EndsWith("create #6 1024", store.Take());
        store.FailNext("no memory");
        Assert.Equal($"opened 4/10 #{file}@0+1024", store.Take());
    }

    [Fact]
    public void A_file_that_is_half_empty_is_lent_again_before_another_is_made()
    {
        var store = FullAndRead();
        store.Request(A, 100);
        store.Store.PatienceOver();
        store.Settle();
        Assert.EndsWith("create #5 1024 on disk; grant 2/9 #5", store.Take());
        store.Seal(A, 5, 5, 0, 100);
        store.Store.ExtentReturned(A, 5);
        store.Request(C, 200);
        store.Store.PatienceOver();
        Assert.EndsWith("grant 4/10 #5 0+100", store.Take());
        store.Store.ExtentReturned(C, 5);
        store.Store.Delete(Id(5));
        Assert.Equal("destroy #5", store.Take());
    }

    /// <summary>Full of objects 1 to 4, which are read, with object 5 in a file.</summary>
    private static RecordingStore WithFile(out ulong file)
    {
        var store = FullAndRead();
        store.Request(A, Shared);
        store.Store.PatienceOver();
        store.Settle();
        file = 5;
        store.Seal(A, file, 5, 0, Shared);
        store.Store.ExtentReturned(A, file);
        store.Take();
        return store;
    }

    /// <summary>Full of objects 1 to 4, of which the first has a copy on disk.</summary>
    private static RecordingStore Cleaned()
    {
        RecordingStore store = new();
        for (ulong number = 1; number <= 4; number++) store.PutAlone(A, number, Shared);
        store.Settle();
        store.Take();
        return store;
    }
}
