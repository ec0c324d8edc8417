using RaySharp.ObjectMemory;
using RaySharp.Objects;

namespace RaySharp.Tests.Objects;

public sealed class ArgumentBudgetTests
{
    private const int Large = ObjectStore.InlineLimit + 1;
    private readonly ArgumentBudget _budget = new(3 * Large);

    [Fact]
    public void What_is_taken_fits_and_comes_back()
    {
        for (int i = 0; i < 3; i++) _budget.Take("Jobs.Work", Large);
        var refused = Assert.Throws<PendingCallsLimitExceededException>(() => _budget.Take("Jobs.Work", Large));
        Assert.Contains($"'Jobs.Work' was not submitted: its arguments take {Large} bytes", refused.Message);
        Assert.Equal(3 * Large, _budget.Pending);
        _budget.Return(Large);
        _budget.Take("Jobs.Work", Large);
        for (int i = 0; i < 3; i++) _budget.Return(Large);
        Assert.Equal(0, _budget.Pending);
    }

    [Fact]
    public void Small_ones_are_not_counted_until_values_make_them_large()
    {
        for (int i = 0; i < 1000; i++) _budget.Take("Jobs.Work", ObjectStore.InlineLimit);
        Assert.Equal(0, _budget.Pending);
        _budget.Change(ObjectStore.InlineLimit, 5 * Large);
        Assert.Equal(5 * Large, _budget.Pending);
        Assert.Throws<PendingCallsLimitExceededException>(() => _budget.Take("Jobs.Work", Large));
        _budget.Return(5 * Large);
        Assert.Equal(0, _budget.Pending);
    }

    [Fact]
    public void Many_threads_never_take_more_than_there_is()
    {
        int taken = 0;
        Parallel.For(0, 1000, _ =>
        {
            try
            {
                _budget.Take("Jobs.Work", Large);
            }
            catch (PendingCallsLimitExceededException)
            {
                return;
            }
            Assert.InRange(Interlocked.Increment(ref taken), 1, 3);
            Interlocked.Decrement(ref taken);
            _budget.Return(Large);
        });
        Assert.Equal(0, _budget.Pending);
    }
}
