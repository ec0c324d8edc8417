namespace RaySharp.Membership;

/// <summary>
/// Which nodes there are: who joins gets a number that is never given again, and is a member from when it is ready until its link closes or it is not heard of
/// for too long. Ray's GCS node manager. Pure: events in, calls on <see cref="IMembershipEffects"/> out. Not thread-safe. Every event may come twice or late.
/// </summary>
/// <remarks>
/// Unknown -> (1) Joining: it has its number -> (2) Alive: it is ready -> (3) gone, for ever: the link closed, it was silent, or it left. A node
/// that comes back joins as another.
/// </remarks>
internal sealed class ClusterMembership
{
    private readonly IMembershipEffects _effects;
    private readonly MembershipOptions _options;
    private readonly SortedDictionary<uint, Member> _members = [];
    private readonly uint _self;
    private uint _last;
    private TimeSpan _lastTick;

    /// <param name="effects">Has it done.</param>
    /// <param name="self">The node that the head is on: a member always.</param>
    /// <param name="options">The patience.</param>
    public ClusterMembership(IMembershipEffects effects, uint self, MembershipOptions options)
    {
        _effects = effects;
        _options = options;
        _self = _last = self;
    }

    /// <summary>Members that are ready, in the order they joined; the head's own node is not among them.</summary>
    public IEnumerable<uint> Alive => _members.Where(static member => member.Value.IsAlive).Select(static member => member.Key);

    /// <summary>Whether something is to be timed.</summary>
    public bool IsTicking => _members.Count > 0;

    /// <summary>(1) A process asks to be a node.</summary>
    /// <param name="slot">What the node is there for, where only one may be: a share of a Spark cluster. Null: any number of nodes may be.</param>
    /// <param name="now">The time.</param>
    /// <param name="node">Its number.</param>
    /// <returns>Why it may not; null: it may.</returns>
    public string? Join(string? slot, TimeSpan now, out uint node)
    {
        node = 0;
        if (slot is not null && _members.FirstOrDefault(member => member.Value.Slot == slot) is { Key: > 0 } taken)
            return $"Node {taken.Key} stands in the place '{slot}' already, and is {(taken.Value.IsAlive ? "alive" : "joining")}. Only when it is lost may another join there.";
        node = ++_last;
        _members.Add(node, new Member(slot, now));
        return null;
    }

    /// <summary>Whether it joined and is not gone.</summary>
    public bool IsMember(uint node) => node == _self || _members.ContainsKey(node);

    /// <summary>(2) It works, and says where. False: it is none of the cluster (any more).</summary>
    public bool Ready(uint node, TimeSpan now)
    {
        if (!_members.TryGetValue(node, out var member)) return false;
        member.HeardAt = now;
        if (member.IsAlive) return true;
        member.IsAlive = true;
        _effects.Joined(node);
        return true;
    }

    /// <summary>(3) Its link has ended.</summary>
    public void LinkDown(uint node, string reason) => Remove(node, reason);

    /// <summary>(3) Its process is known to be gone, before it was ready: there is no link whose end would tell.</summary>
    public void NeverCame(uint node, string reason)
    {
        if (_members.TryGetValue(node, out var member) && !member.IsAlive) Remove(node, reason);
    }

    /// <summary>(3) It said that it leaves, or was told to.</summary>
    public void Left(uint node) => Remove(node, "it has left the cluster");

    public void Heard(uint node, TimeSpan now)
    {
        if (_members.TryGetValue(node, out var member)) member.HeardAt = now;
    }

    /// <summary>Time has passed.</summary>
    public void Tick(TimeSpan now)
    {
        bool wasAway = now - _lastTick >= _options.OwnStall;
        _lastTick = now;
        foreach (var (node, member) in _members.ToArray())
        {
            if (wasAway) member.HeardAt = now;
            var silence = now - member.HeardAt;
            if (!member.IsAlive)
            {
                if (silence >= _options.JoinLimit) Remove(node, $"it joined and was not ready after {silence.TotalSeconds:0.#} s");
            }
            else if (silence >= _options.SilenceLimit) Remove(node, $"it was not heard of for {silence.TotalSeconds:0.#} s");
            else if (now - member.PingedAt >= _options.PingInterval)
            {
                member.PingedAt = now;
                _effects.Ping(node);
            }
        }
    }

    private void Remove(uint node, string reason)
    {
        if (_members.Remove(node)) _effects.Gone(node, reason);
    }

    private sealed class Member(string? slot, TimeSpan now)
    {
        public string? Slot { get; } = slot;

        public bool IsAlive { get; set; }

        public TimeSpan HeardAt { get; set; } = now;

        public TimeSpan PingedAt { get; set; } = now;
    }
}
