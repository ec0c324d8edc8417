using CsCheck;
using RaySharp.Arena;

namespace RaySharp.Tests.Arena;

public sealed class ExtentAllocatorTests
{
    private const int Granules = 64, Capacity = Granules * ExtentAllocator.Granularity;

    /// <summary>Positive: allocate that many bytes. Negative: free one of what is taken.</summary>
    private static readonly Gen<int[]> _steps = Gen.Frequency(
        (4, Gen.Int[1, 600]), (1, Gen.Int[600, Capacity + 64]), (5, Gen.Int[-1000, -1])).Array[0, 200];

    [Fact]
    public void It_agrees_with_a_map_of_granules() => _steps.Sample(steps =>
    {
        ExtentAllocator allocator = new(Capacity + 63);
        GranuleMap model = new(Granules);
        foreach (int step in steps)
        {
            if (step > 0)
            {
                long expected = model.Allocate(step);
                Assert.Equal(expected >= 0, allocator.TryAllocate(step, out long offset));
                Assert.Equal(Math.Max(expected, 0), offset);
            }
            else if (model.Taken.Count > 0)
            {
                long offset = model.Taken.Keys.ElementAt(-step % model.Taken.Count);
                Assert.Equal(model.Free(offset), allocator.Free(offset));
            }
            Assert.Equal((model.Used, model.LargestFree, model.Taken.Count), (allocator.Used, allocator.LargestFree, allocator.Count));
        }
        foreach (long offset in model.Taken.Keys)
            allocator.Free(offset);
        Assert.Equal((0, Capacity, true), (allocator.Used, allocator.LargestFree, allocator.IsEmpty));
    });

    [Fact]
    public void Offsets_are_aligned_and_lengths_rounded_up()
    {
        ExtentAllocator allocator = new(Capacity);
        Assert.True(allocator.TryAllocate(1, out long first));
        Assert.True(allocator.TryAllocate(65, out long second));
        Assert.Equal((0, 64, 192), (first, second, allocator.Used));
        Assert.Equal(128, allocator.Free(second));
    }

    [Fact]
    public void The_whole_extent_can_be_one_object_and_not_a_byte_more()
    {
        ExtentAllocator allocator = new(Capacity);
        Assert.False(allocator.TryAllocate(Capacity + 1, out _));
        Assert.False(allocator.TryAllocate(long.MaxValue, out _));
        Assert.True(allocator.TryAllocate(Capacity, out _));
        Assert.Equal(0, allocator.LargestFree);
        Assert.False(allocator.TryAllocate(1, out _));
    }

    [Fact]
    public void What_is_not_taken_cannot_be_freed()
    {
        ExtentAllocator allocator = new(Capacity);
        Assert.True(allocator.TryAllocate(128, out long offset));
        Assert.Contains("Freeing offset 64 of an extent of 4096 bytes", Assert.Throws<InvalidOperationException>(() => allocator.Free(offset + 64)).Message);
        allocator.Free(offset);
        Assert.Throws<InvalidOperationException>(() => allocator.Free(offset));
        Assert.Throws<InvalidOperationException>(() => allocator.Free(-64));
        Assert.Equal(Capacity, allocator.LargestFree);
    }

    [Fact]
    public void Sizes_below_one_byte_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExtentAllocator(63));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExtentAllocator(64).TryAllocate(0, out _));
    }

    [Fact]
    public void A_hundred_thousand_blocks_are_allocated_and_freed_in_any_order()
    {
        const int Blocks = 100_000;
        ExtentAllocator allocator = new(Blocks * 128);
        long[] offsets = [.. Enumerable.Range(0, Blocks).Select(_ => allocator.TryAllocate(128, out long offset) ? offset : -1)];
        Assert.False(allocator.TryAllocate(1, out _));
        foreach (long offset in offsets.Where(offset => offset % 256 == 0))
            allocator.Free(offset);
        Assert.Equal(128, allocator.LargestFree);
        Assert.All(offsets.Where(offset => offset % 256 == 0), expected => Assert.Equal(expected, allocator.TryAllocate(128, out long offset) ? offset : -1));
        new Random(1).Shuffle(offsets);
        foreach (long offset in offsets)
            allocator.Free(offset);
        Assert.Equal(allocator.Capacity, allocator.LargestFree);
    }
}
