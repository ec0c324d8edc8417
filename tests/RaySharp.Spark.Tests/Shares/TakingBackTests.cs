using System.Globalization;
using RaySharp.Spark.Shares;

namespace RaySharp.Spark.Tests.Shares;

/// <summary>What the book of shares takes back when nodes wait for cores too long (5), share by share: neither another, nor fewer, nor more. Nodes have two shares.</summary>
public sealed class TakingBackTests : IShareEffects
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60), _moment = TimeSpan.FromMilliseconds(1);
    private readonly List<string> _done = [];
    private readonly ShareBook _book;

    public TakingBackTests() => _book = new ShareBook(this, new ShareBookOptions { SharesPerNode = 2, PendingLimit = _limit }) { IsImpatient = true };

    [Fact]
    public void All_that_wait_and_all_that_are_held_are_given_back_and_the_node_that_is_whole_keeps_its_shares()
    {
        _book.Want(3, TimeSpan.Zero);
        Report(1, "x", TimeSpan.Zero);
        Report(2, "x", TimeSpan.Zero);
        Report(3, "y", TimeSpan.Zero);      // the anchor of a node that never becomes whole
        Assert.Equal("ask 1; ask 2; ask 3; ask 4; ask 5; ask 6; 2 watches 11; node 1", Done());
        _book.Tick(_limit);
        Assert.Equal("end 4; end 5; end 6; end 3; 2 nodes wait again after 60 s", Done());
        Assert.Equal((1, 0, 0), (_book.Nodes, _book.Pending, _book.Held));
        Assert.False(Report(3, "y", _limit));
        Assert.True(Report(1, "x", _limit));
        Assert.Equal("node 1", Done());
    }

    [Fact]
    public void Where_only_a_placeholder_is_lacking_that_is_taken_back_and_counts_as_one_node()
    {
        Whole();
        Assert.Equal(1, _book.PlaceholderLost(2, 12, TimeSpan.Zero));
        _book.Tick(_limit);
        Assert.Equal("end 2; 1 nodes wait again after 60 s", Done());
        Assert.Equal((1, 0, 0), (_book.Nodes, _book.Pending, _book.Held));
    }

    [Fact]
    public void Nothing_is_asked_for_again_before_the_pause_is_over_and_then_as_much_as_was_lacking()
    {
        _book.Want(2, TimeSpan.Zero);
        _book.Tick(_limit);
        Assert.Equal("ask 1; ask 2; ask 3; ask 4; end 1; end 2; end 3; end 4; 2 nodes wait again after 60 s", Done());
        Assert.Equal(2 * _limit, _book.NextTick);
        _book.Tick(2 * _limit - _moment);
        _book.Want(1, 2 * _limit - _moment);
        Assert.Equal("", Done());
        _book.Tick(2 * _limit);
        Assert.Equal("ask 5; ask 6", Done());
    }

    [Fact]
    public void What_is_asked_for_again_has_as_long_as_what_was_before()
    {
        _book.Want(1, TimeSpan.Zero);
        _book.Tick(_limit);
        _book.Tick(2 * _limit);
        Done();
        Assert.Equal(3 * _limit, _book.NextTick);
        _book.Tick(3 * _limit - _moment);
        Assert.Equal("", Done());
        _book.Tick(3 * _limit);
        Assert.Equal("end 3; end 4; 1 nodes wait again after 60 s", Done());
    }

    [Fact]
    public void The_wait_begins_when_something_begins_to_lack()
    {
        Whole();
        _book.Tick(10 * _limit);
        _book.Want(2, 10 * _limit);
        Assert.Equal("ask 3; ask 4", Done());
        Assert.Equal(11 * _limit, _book.NextTick);
        _book.Tick(11 * _limit - _moment);
        Assert.Equal("", Done());
        _book.Tick(11 * _limit);
        Assert.Equal("end 3; end 4; 1 nodes wait again after 60 s", Done());
    }

    [Fact]
    public void A_node_that_becomes_whole_gives_the_others_their_time_anew()
    {
        _book.Want(2, TimeSpan.Zero);
        Report(1, "x", _limit - _moment);
        Report(2, "x", _limit - _moment);
        Done();
        _book.Tick(_limit);
        Assert.Equal("", Done());
        _book.Tick(2 * _limit - _moment);
        Assert.Equal("end 3; end 4; 1 nodes wait again after 60 s", Done());
    }

    [Fact]
    public void While_the_set_up_lasts_nothing_is_taken_back()
    {
        _book.IsImpatient = false;
        _book.Want(1, TimeSpan.Zero);
        _book.Tick(100 * _limit);
        Assert.Equal("ask 1; ask 2", Done());
        Assert.Null(_book.NextTick);
    }

    void IShareEffects.Submit(int share) => Note($"ask {share}");

    void IShareEffects.Interrupt(int share) => Note($"end {share}");

    void IShareEffects.BecomeNode(int share) => Note($"node {share}");

    void IShareEffects.BecomePlaceholder(int share, int watchedPid) => Note($"{share} watches {watchedPid}");

    void IShareEffects.TooSmall(ShareSite site) => Note($"{site.Executor} is too small");

    void IShareEffects.TookBack(int nodes, TimeSpan pause) => Note($"{nodes} nodes wait again after {pause.TotalSeconds} s");

    /// <summary>One node, of shares 1 and 2.</summary>
    private void Whole()
    {
        _book.Want(1, TimeSpan.Zero);
        Report(1, "x", TimeSpan.Zero);
        Report(2, "x", TimeSpan.Zero);
        Done();
    }

    /// <summary>The process of share N is 10 + N.</summary>
    private bool Report(int share, string executor, TimeSpan now) => _book.Reported(share, new ShareSite(executor, 4, 10 + share), missing: 0, now);

    private void Note(FormattableString what) => _done.Add(what.ToString(CultureInfo.InvariantCulture));

    private string Done()
    {
        string done = string.Join("; ", _done);
        _done.Clear();
        return done;
    }
}
