using RaySharp.Membership;

namespace RaySharp.Tests.Membership;

public sealed class ClusterMembershipTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private readonly Log _log = new();
    private readonly ClusterMembership _members;

    public ClusterMembershipTests() => _members = new ClusterMembership(_log, self: 1, new MembershipOptions { SilenceLimit = 10 * _second, JoinLimit = 30 * _second, OwnStall = 3 * _second });

    [Fact]
    public void A_node_is_a_member_when_it_is_ready()
    {
        Assert.Null(_members.Join(null, default, out uint node));
        Assert.Equal(2u, node);
        Assert.Empty(_members.Alive);
        Assert.True(_members.IsMember(node));
        Assert.True(_members.Ready(node, default));
        Assert.True(_members.Ready(node, default));
        Assert.Equal([2u], _members.Alive);
        Assert.Equal(["joined 2"], _log.Lines);
    }

    [Fact]
    public void Numbers_are_never_given_twice()
    {
        uint first = Member();
        _members.LinkDown(first, "cut");
        uint second = Member();
        Assert.NotEqual(first, second);
        Assert.False(_members.IsMember(first));
        Assert.False(_members.Ready(first, default));
        _members.LinkDown(first, "again");
        _members.Heard(first, default);
        Assert.Equal(["joined 2", "gone 2: cut", "joined 3"], _log.Lines);
    }

    [Fact]
    public void A_place_is_taken_until_its_node_is_lost()
    {
        Assert.Null(_members.Join("share 4", default, out uint first));
        Assert.Contains("Node 2 stands in the place 'share 4'", _members.Join("share 4", default, out _));
        _members.LinkDown(first, "cut");
        Assert.Null(_members.Join("share 4", default, out uint second));
        Assert.Equal(3u, second);
    }

    [Fact]
    public void Who_is_known_to_have_ended_before_it_was_ready_leaves_its_place_at_once_and_a_ready_one_does_not()
    {
        Assert.Null(_members.Join("share 4", default, out uint first));
        _members.NeverCame(first, "started again");
        Assert.Null(_members.Join("share 4", default, out uint second));
        Assert.True(_members.Ready(second, default));
        _members.NeverCame(second, "a late guess");
        Assert.Equal([second], _members.Alive);
        Assert.Equal(["gone 2: started again", "joined 3"], _log.Lines);
    }

    [Fact]
    public void Who_never_gets_ready_leaves_its_place()
    {
        Assert.Null(_members.Join("share 4", default, out _));
        for (int second = 0; second <= 31; second++) _members.Tick(second * _second);
        Assert.Null(_members.Join("share 4", 32 * _second, out _));
        Assert.Contains("was not ready after", Assert.Single(_log.Lines));
    }

    [Fact]
    public void Silence_is_loss()
    {
        uint silent = Member(), talking = Member();
        for (int second = 1; second <= 10; second++)
        {
            _members.Heard(talking, second * _second);
            _members.Tick(second * _second);
        }
        Assert.Equal([talking], _members.Alive);
        Assert.Contains($"gone {silent}: it was not heard of for 10 s", _log.Lines);
        Assert.Contains($"ping {silent}", _log.Lines);
    }

    [Fact]
    public void A_head_that_was_away_hears_everybody_out_first()
    {
        uint node = Member();
        _members.Tick(_second);
        _members.Tick(500 * _second);
        Assert.Equal([node], _members.Alive);
        for (int second = 501; second <= 510; second++) _members.Tick(second * _second);
        Assert.Empty(_members.Alive);
    }

    [Fact]
    public void The_head_s_own_node_is_always_a_member()
    {
        _members.LinkDown(1, "loopback");
        Assert.True(_members.IsMember(1));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Every_node_that_joined_is_gone_once_at_most_whatever_comes_and_nothing_of_a_gone_one_counts()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var log = new Log();
            var members = new ClusterMembership(log, 1, new MembershipOptions());
            var now = TimeSpan.Zero;
            uint last = 1;
            for (int step = 0; step < 200; step++)
            {
                now += random.Next(2000) * TimeSpan.FromMilliseconds(1);
                uint any = (uint)random.Next(1, (int)last + 2);
                switch (random.Next(6))
                {
                    case 0 when members.Join(random.Next(2) == 0 ? null : $"place {random.Next(3)}", now, out uint node) is null: last = node; break;
                    case 1: members.Ready(any, now); break;
                    case 2: members.LinkDown(any, "cut"); break;
                    case 3: members.Heard(any, now); break;
                    case 4: members.Left(any); break;
                    default: members.Tick(now); break;
                }
                uint[] joined = log.Of("joined"), gone = log.Of("gone");
                Assert.Equal(joined.Distinct(), joined);
                Assert.Equal(gone.Distinct(), gone);
                Assert.Equal(joined.Except(gone).Order(), members.Alive);
            }
        }
    }

    private uint Member()
    {
        Assert.Null(_members.Join(null, default, out uint node));
        Assert.True(_members.Ready(node, default));
        return node;
    }

    private sealed class Log : IMembershipEffects
    {
        public List<string> Lines { get; } = [];

        public uint[] Of(string kind) => [.. Lines.Where(line => line.StartsWith(kind + " ", StringComparison.Ordinal)).Select(line => uint.Parse(line.Split(' ', ':')[1], System.Globalization.CultureInfo.InvariantCulture))];

        public void Joined(uint node) => Lines.Add($"joined {node}");

        public void Gone(uint node, string reason) => Lines.Add($"gone {node}: {reason}");

        public void Ping(uint node) => Lines.Add($"ping {node}");
    }
}
