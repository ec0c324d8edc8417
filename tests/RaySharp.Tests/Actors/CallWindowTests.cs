using RaySharp.Actors;

namespace RaySharp.Tests.Actors;

public sealed class CallWindowTests
{
    private readonly CallWindow<PendingCall> _window = new();

    [Fact]
    public void A_call_that_is_never_answered_does_not_make_the_window_grow()
    {
        PendingCall forever = new();
        _window.Add(forever);
        for (int i = 0; i < 1_000_000; i++)
        {
            PendingCall call = new();
            _window.Add(call);
            Assert.Same(call, _window.Remove(call.Number));
        }
        Assert.Equal(16, _window.Capacity);
        Assert.Same(forever, _window.Remove(1));
        Assert.Equal(0, _window.Count);
    }

    [Fact]
    public void All_calls_come_back_in_the_order_they_were_sent()
    {
        PendingCall[] calls = [.. Enumerable.Range(0, 5000).Select(_ => new PendingCall())];
        foreach (var call in calls) _window.Add(call);
        foreach (var call in calls.Where((_, index) => index % 97 != 0)) Assert.Same(call, _window.Remove(call.Number));
        for (int i = 0; i < 20_000; i++)
        {
            PendingCall call = new();
            _window.Add(call);
            _window.Remove(call.Number);
        }
        Assert.Equal(calls.Where((_, index) => index % 97 == 0), _window.Drain());
        PendingCall next = new();
        _window.Add(next);
        Assert.Equal(1ul, next.Number);
    }

    [Fact]
    public void Unknown_numbers_are_nobody()
    {
        Assert.Null(_window.Remove(0));
        Assert.Null(_window.Remove(1));
        _window.Add(new PendingCall());
        _window.Remove(1);
        Assert.Null(_window.Remove(1));
    }
}
