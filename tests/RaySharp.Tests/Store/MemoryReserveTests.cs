using RaySharp.Store;
using static RaySharp.Tests.Store.RecordingStore;

namespace RaySharp.Tests.Store;

/// <summary>In a store of 4 MiB with extents of 1 MiB.</summary>
public sealed class MemoryReserveTests
{
    private readonly RecordingStore _store = new(aheadKib: 3 * Shared);

    [Fact]
    public void It_grows_step_by_step_up_to_its_limit()
    {
        _store.Store.Reserve(long.MaxValue);
        Assert.Equal("grow 1 to 1 MiB", _store.Take());
        _store.Store.Reserve(long.MaxValue);
        Assert.Equal("", _store.Take());
        _store.Settle();
        Assert.Equal("grow 1 to 2 MiB; grow 1 to 3 MiB", _store.Take());
        Assert.Equal((3L << 20, false), (_store.Store.Reserved, _store.Store.WantsReserve));
    }

    [Fact]
    public void Extents_count_against_the_limit()
    {
        _store.Lend(A, 1);
        _store.Take();
        Reserve();
        Assert.Equal("grow 1 to 1 MiB; grow 1 to 2 MiB", _store.Take());
    }

    [Fact]
    public void It_takes_a_part_of_what_the_machine_has_left_and_no_more()
    {
        _store.Left = MemoryReserve.PartOfLeft * 2L << 20;
        Reserve();
        Assert.Equal("grow 1 to 1 MiB; grow 1 to 2 MiB", _store.Take());
        Assert.True(_store.Store.WantsReserve);
    }

    [Fact]
    public void A_large_object_takes_it_and_the_next_one_has_another_number()
    {
        Reserve();
        _store.Take();
        _store.Lend(A, 2 * Shared);
        Assert.Equal("create #1 2048 of reserve 1; grant 2/1 #1", _store.Take());
        Assert.Equal(0, _store.Store.Reserved);
        Reserve();
        Assert.Equal("grow 2 to 1 MiB", _store.Take());
    }

    [Fact]
    public void Who_shares_an_extent_does_not_take_it()
    {
        Reserve();
        _store.Take();
        _store.Request(A, 100);
        Assert.Equal("create #1 1024", _store.Take());
        Assert.Equal(3L << 20, _store.Store.Reserved);
    }

    [Fact]
    public void Who_needs_little_of_it_does_not_take_it()
    {
        Reserve();
        _store.Take();
        _store.Request(A, 640);
        Assert.Equal("create #1 640", _store.Take());
    }

    [Fact]
    public void A_step_that_ends_after_the_reserve_was_taken_starts_the_next_one()
    {
        _store.Store.Reserve(long.MaxValue);
        _store.Request(A, Shared);
        Assert.Equal("grow 1 to 1 MiB; create #1 1024 of reserve 1", _store.Take());
        Assert.False(_store.Store.WantsReserve);
        _store.Settle();
        Assert.Equal("grow 2 to 1 MiB; grant 2/1 #1; grow 2 to 2 MiB", _store.Take());
    }

    [Fact]
    public void A_step_that_fails_after_the_reserve_was_taken_leaves_the_extent_alone()
    {
        _store.Store.Reserve(long.MaxValue);
        _store.Request(A, Shared);
        _store.FailNext("no memory");
        _store.Settle();
        Assert.Equal("grow 1 to 1 MiB; create #1 1024 of reserve 1; grow 2 to 1 MiB; grant 2/1 #1; grow 2 to 2 MiB", _store.Take());
    }

    [Fact]
    public void The_capacity_is_for_objects_first()
    {
        Reserve();
        _store.Take();
        _store.Lend(A, 1);
        Assert.Equal("create #1 1024; grant 2/1 #1", _store.Take());
        _store.Lend(A, 1);
        Assert.Equal("shrink 1 to 2 MiB; create #2 1024; grant 2/2 #2", _store.Take());
        _store.Lend(B, 4 * Shared - 2048);
        Assert.Equal("create #3 2048 of reserve 1; grant 3/3 #3", _store.Take());
        Assert.Equal((_store.Store.Capacity, 0L), (_store.Store.Committed, _store.Store.Reserved));
    }

    [Fact]
    public void Trimming_gives_it_back_and_no_other_is_made()
    {
        Reserve();
        _store.Take();
        _store.Store.Trim();
        Assert.Equal("shrink 1 to 0 MiB", _store.Take());
        Reserve();
        Assert.Equal("", _store.Take());
        Assert.Equal((0L, false), (_store.Store.Reserved, _store.Store.WantsReserve));
    }

    [Fact]
    public void Where_the_system_has_no_memory_for_a_step_all_of_it_goes_back()
    {
        _store.Store.Reserve(long.MaxValue);
        _store.FailNext("no memory");
        Assert.Equal("grow 1 to 1 MiB; shrink 1 to 0 MiB", _store.Take());
        Assert.False(_store.Store.WantsReserve);
    }

    [Fact]
    public void Where_the_system_has_no_memory_for_an_extent_the_reserve_goes_for_it()
    {
        Reserve();
        _store.Take();
        _store.Request(A, 1);
        _store.FailNext("no memory");
        Assert.Equal("create #1 1024; shrink 1 to 0 MiB; create #2 1024", _store.Take());
        _store.Settle();
        Assert.Equal("grant 2/1 #2", _store.Take());
    }

    private void Reserve()
    {
        _store.Store.Reserve(_store.Left);
        _store.Settle();
    }
}
