using RaySharp.Actors;

namespace RaySharp.Tests.Actors;

public sealed class CallOrderTests
{
    private readonly CallOrder<string> _order = new(incarnation: 2);

    [Fact]
    public void Calls_start_by_number_each_once()
    {
        Assert.Equal(Arrival.Start, _order.Arrived(2, 1, "a"));
        Assert.Equal(Arrival.Dropped, _order.Arrived(2, 1, "a"));
        Assert.Equal(Arrival.Start, _order.Arrived(2, 2, "b"));
        Assert.False(_order.TryNext(out _));
    }

    [Fact]
    public void A_call_that_is_early_waits_for_those_before_it()
    {
        Assert.Equal(Arrival.Held, _order.Arrived(2, 3, "c"));
        Assert.Equal(Arrival.Held, _order.Arrived(2, 2, "b"));
        Assert.Equal(Arrival.Dropped, _order.Arrived(2, 2, "b"));
        Assert.False(_order.TryNext(out _));
        Assert.Equal(Arrival.Start, _order.Arrived(2, 1, "a"));
        Assert.True(_order.TryNext(out string? second));
        Assert.True(_order.TryNext(out string? third));
        Assert.Equal("bc", second + third);
        Assert.Equal(4ul, _order.Next);
        Assert.Equal(0, _order.HeldCount);
    }

    [Fact]
    public void Calls_for_another_incarnation_are_dropped()
    {
        Assert.Equal(Arrival.Dropped, _order.Arrived(1, 1, "old"));
        Assert.Equal(Arrival.Dropped, _order.Arrived(3, 1, "new"));
        Assert.Equal(1ul, _order.Next);
    }
}
