using static RaySharp.Tests.Store.RecordingStore;

namespace RaySharp.Tests.Store;

/// <summary>What lies empty between objects that cannot leave memory goes back to the system.</summary>
public sealed class HoleTests
{
    private const int Kept = 128;
    private readonly RecordingStore _store = new();

    [Fact]
    public void Gaps_beside_what_is_read_make_room_for_a_large_object_as_many_as_it_needs()
    {
        FillAndEmptyMost();
        _store.Request(C, 2 * Shared);
        Assert.Equal("punch #1 128+896; punch #2 128+896; punch #3 128+896; create #5 2048", _store.Take());
        Assert.Equal((4 * Shared - 3 * 896 + 2 * Shared) << 10, _store.Store.Committed);
    }

    [Fact]
    public void An_extent_with_holes_is_lent_to_nobody_and_goes_with_its_last_object()
    {
        FillAndEmptyMost();
        _store.Lend(C, 2 * Shared);
        _store.Take();
        Assert.Equal(4UL, _store.Lend(C, 64));
        _store.Take();
        long before = _store.Store.Committed;
        _store.Store.Delete(Id(1));
        _store.Store.Close(B, Id(1));
        Assert.Equal("destroy #1", _store.Take());
        Assert.Equal((Kept << 10, 0), (before - _store.Store.Committed, _store.Store.FreeBytes));
    }

    [Fact]
    public void Gaps_that_do_not_suffice_stay_for_others()
    {
        FillAndEmptyMost();
        ulong request = _store.Request(C, 4 * Shared);
        Assert.Equal("wait", _store.Take());
        _store.Store.ExtentRequestCancelled(C, request);
        Assert.Equal(1UL, _store.Lend(A, 64));
    }

    [Fact]
    public void What_can_be_written_to_disk_goes_there_before_an_extent_gets_holes()
    {
        FillAndEmptyMost();
        _store.Store.Close(B, Id(2));
        _store.Request(C, 2 * Shared);
        Assert.Equal("spill 2", _store.Take());
        _store.SettleNext();
        Assert.Equal("punch #1 128+896; punch #3 128+896; destroy #2; create #5 2048", _store.Take());
    }

    [Fact]
    public void Trimming_punches_what_is_empty_and_only_once()
    {
        FillAndEmptyMost();
        _store.Store.Trim();
        Assert.Equal("punch #1 128+896; punch #2 128+896; punch #3 128+896; punch #4 128+896", _store.Take());
        Assert.Equal(4 * Kept << 10, _store.Store.Committed);
        _store.Store.Trim();
        Assert.Equal("", _store.Take());
    }

    [Fact]
    public void Gaps_grow_and_are_punched_again()
    {
        ulong extent = _store.Lend(A, 1);
        for (ulong number = 1; number <= 4; number++)
        {
            _store.Seal(A, extent, number, 256 * ((long)number - 1), 200);
            _store.Open(B, number);
        }
        _store.Store.ExtentReturned(A, extent);
        Delete(2);
        _store.Take();
        _store.Store.Trim();
        Assert.Equal("punch #1 256+256", _store.Take());
        Delete(3);
        _store.Take();
        _store.Store.Trim();
        Assert.Equal("punch #1 256+512", _store.Take());
        Assert.Equal((Shared - 512) << 10, _store.Store.Committed);
    }

    [Fact]
    public void Where_holes_cannot_be_punched_nothing_changes()
    {
        FillAndEmptyMost();
        _store.CanPunch = false;
        ulong request = _store.Request(C, 2 * Shared);
        Assert.Equal("punch #1 128+896; wait", _store.Take());
        _store.Store.ExtentRequestCancelled(C, request);
        Assert.Equal(4 * Shared << 10, _store.Store.Committed);
        Assert.Equal(1UL, _store.Lend(A, 64));
    }

    /// <summary>Four extents, in each an object that B reads, and nothing else any more.</summary>
    private void FillAndEmptyMost()
    {
        for (ulong number = 1; number <= 4; number++)
        {
            ulong extent = _store.Lend(A, 1);
            _store.Seal(A, extent, number, 0, Kept);
            _store.Seal(A, extent, number + 10, Kept, Shared - Kept);
            _store.Open(B, number);
            _store.Open(B, number + 10);
            _store.Store.ExtentReturned(A, extent);
        }
        for (ulong number = 11; number <= 14; number++) Delete(number);
        _store.Take();
    }

    private void Delete(ulong number)
    {
        _store.Store.Delete(Id(number));
        _store.Store.Close(B, Id(number));
    }
}
