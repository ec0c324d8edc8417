using RaySharp.Arena;

namespace RaySharp.Tests.Arena;

public sealed class ArenaBudgetTests
{
    private const long KiB = 1 << 10, MiB = 1 << 20, GiB = 1 << 30;

    [Theory]
    [InlineData(100 * GiB, 2 * GiB, 64 * MiB)]
    [InlineData(1000 * MiB, 300 * MiB, 9 * MiB + 384 * KiB)]
    [InlineData(100 * MiB, 30 * MiB, MiB)]
    [InlineData(MiB, MiB, MiB)]
    public void By_default_it_takes_three_tenths_of_what_is_left_but_at_most_two_gibibytes(long left, long capacity, long extent)
    {
        ArenaBudget budget = ArenaBudget.For(null, left, "the machine");
        Assert.InRange(budget.Capacity, capacity - ArenaBudget.PageBytes, capacity);
        Assert.InRange(budget.ExtentBytes, extent - ArenaBudget.PageBytes, extent);
        Assert.Equal((0, 0), (budget.Capacity % ArenaBudget.PageBytes, budget.ExtentBytes % ArenaBudget.PageBytes));
    }

    [Fact]
    public void Of_a_share_of_a_machine_it_takes_three_tenths_however_much_that_is()
    {
        Assert.InRange(ArenaBudget.ForShare(100 * GiB, "the share").Capacity, 30 * GiB - ArenaBudget.PageBytes, 30 * GiB);
        Assert.Contains("the share leaves", Assert.Throws<InvalidOperationException>(() => ArenaBudget.ForShare(MiB - 1, "the share")).Message);
    }

    [Fact]
    public void What_is_asked_for_counts_as_far_as_it_is_left() =>
        Assert.Equal(new ArenaBudget(8 * GiB, 64 * MiB), ArenaBudget.For(8 * GiB, 8 * GiB, "the machine"));

    [Fact]
    public void More_than_is_left_is_refused_with_the_numbers() => Assert.Equal(
        "An object store of 2 GiB (2147483648 bytes) was asked for, but memory.max leaves 1.5 GiB (1610612736 bytes) to this process. "
            + "Ask for less (shared memory past the limit ends the process), or raise the limit.",
        Assert.Throws<ArgumentException>(() => ArenaBudget.For(2 * GiB, 3 * GiB / 2, "memory.max")).Message);

    [Fact]
    public void Less_than_an_extent_is_refused() => Assert.Equal(
        "An object store of 1000 bytes was asked for. Ask for 1 MiB (1048576 bytes) or more.",
        Assert.Throws<ArgumentException>(() => ArenaBudget.For(1000, GiB, "the machine")).Message);

    [Fact]
    public void Where_nothing_is_left_nothing_can_start() => Assert.Equal(
        "An object store needs 1 MiB (1048576 bytes), but memory.max leaves -5 bytes to this process. Raise the limit.",
        Assert.Throws<InvalidOperationException>(() => ArenaBudget.For(null, -5, "memory.max")).Message);

    [Fact]
    public void An_object_larger_than_half_an_extent_gets_one_of_its_own()
    {
        ArenaBudget budget = ArenaBudget.OfCapacity(2 * GiB);
        Assert.Equal((false, true), (budget.NeedsOwnExtent(32 * MiB), budget.NeedsOwnExtent(32 * MiB + 1)));
        Assert.Equal((64 * MiB, 32 * MiB + 64 * KiB), (budget.ExtentFor(32 * MiB), budget.ExtentFor(32 * MiB + 1)));
        Assert.Equal((true, false), (budget.Fits(2 * GiB), budget.Fits(2 * GiB + 1)));
    }
}
