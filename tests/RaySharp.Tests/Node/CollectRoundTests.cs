using RaySharp.Node;
using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.Node;

public sealed class CollectRoundTests
{
    private static readonly ProcessId _a = new(2), _b = new(3);
    private readonly ManualTime _clock = new();

    [Fact]
    public void A_round_ends_with_its_last_answer()
    {
        CollectRound round = new(_clock);
        Assert.True(round.TryBegin([_a, _b]));
        Assert.False(round.Answered(_a, 1));
        Assert.False(round.Answered(_a, 1));
        Assert.True(round.Answered(_b, 1));
        Assert.False(round.TryEnd());
    }

    [Fact]
    public void Who_is_gone_or_late_holds_up_nobody()
    {
        CollectRound round = new(_clock);
        round.TryBegin([_a, _b]);
        Assert.False(round.Answered(_a, 1));
        Assert.True(round.Lost(_b));
        _clock.Advance(CollectRound.Pause);
        Assert.True(round.TryBegin([_a]));
        Assert.True(round.TryEnd());
        Assert.False(round.Answered(_a, 2));
    }

    [Fact]
    public void Nobody_is_asked_again_before_the_pause_is_over()
    {
        CollectRound round = new(_clock);
        Assert.True(round.TryBegin([_a]));
        Assert.True(round.Answered(_a, 1));
        _clock.Advance(CollectRound.Pause - TimeSpan.FromMilliseconds(1));
        Assert.False(round.TryBegin([_a]));
        Assert.Equal(1UL, round.Number);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(round.TryBegin([_a]));
        Assert.False(round.Answered(_a, 1));     // of the last round
        Assert.True(round.Answered(_a, 2));
    }
}
