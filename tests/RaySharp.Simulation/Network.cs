namespace RaySharp.Simulation;

/// <summary>
/// Carries messages between processes. Within a link order holds. When a process dies, or a link breaks between two that live, some of what was under way is
/// lost; each peer gets what is left, then hears of it. A message to a dead process tells its sender so. What a cut network or a frozen process holds up
/// comes later.
/// </summary>
internal sealed class Network(SimulatedCluster cluster, string? lose)
{
    private readonly Dictionary<(ProcessId From, ProcessId To), Link> _links = [];
    private readonly List<Link> _inOrder = [];
    private string? _lose = lose;

    /// <summary>Sends a message that must not come twice: a call or a task pushed into a ring.</summary>
    public void Send(ProcessId from, ProcessId to, Note what, Action deliver) => Send(from, to, what, deliver, mayDouble: false);

    /// <summary>Sends a control message or an answer, which may come twice, the second time late.</summary>
    public void SendControl(ProcessId from, ProcessId to, Note what, Action deliver) => Send(from, to, what, deliver, mayDouble: true);

    /// <summary>The processes of a node with which a process has to do.</summary>
    public ProcessId[] Known(ProcessId process, uint node) => [.. _inOrder.Where(link => link.From == process || link.To == process)
        .Select(link => link.From == process ? link.To : link.From).Where(peer => peer.Node == node).Distinct()];

    /// <summary>The nodes with whose processes a process has to do.</summary>
    public uint[] NodesOf(ProcessId process) => [.. _inOrder.Where(link => link.From == process || link.To == process).Select(link => link.From == process ? link.To.Node : link.From.Node).Distinct()];

    public void Died(ProcessId process)
    {
        foreach (var link in _inOrder)
        {
            if (link.From == process) Lose(link);
        }
        foreach (var peer in _inOrder.Where(link => link.From == process || link.To == process)
            .Select(link => link.From == process ? link.To : link.From).Distinct().ToArray())
        {
            Tell(peer, process);
        }
    }

    /// <summary>Links between processes of different nodes, and whether something is on its way there.</summary>
    public IEnumerable<(ProcessId One, ProcessId Other, bool IsBusy)> Remote => _inOrder.Where(static link => link.From.Node != link.To.Node).Select(static link => (link.From, link.To, link.UnderWay.Count > 0));

    /// <summary>The link of two that live breaks.</summary>
    public void Break(ProcessId one, ProcessId other)
    {
        foreach (var (from, to) in new[] { (one, other), (other, one) })
        {
            var link = LinkOf(from, to);
            Lose(link);
            Enqueue(link, Message.Notice("link broken", () => cluster.LinkBroke(to, from)));
        }
    }

    /// <summary>One side closes the link: the other hears of it.</summary>
    public void Close(ProcessId closing, ProcessId peer, Action hear) => Enqueue(LinkOf(closing, peer), Message.Notice("link closed", hear));

    /// <summary>What was held up may arrive.</summary>
    public void GoOn()
    {
        foreach (var link in _inOrder)
        {
            if (link.Held == 0 || cluster.Faults.Holds(link.From, link.To)) continue;
            for (; link.Held > 0; link.Held--) Schedule(link);
        }
    }

    private void Send(ProcessId from, ProcessId to, Note what, Action deliver, bool mayDouble)
    {
        if (!cluster.IsAlive(from)) return;
        if (cluster.IsSilent(to))
        {
            LinkOf(from, to);    // by which it hears of the death in the end
            return;
        }
        bool isAsked = from.Node != to.Node && !_links.ContainsKey((from, to)) && !_links.ContainsKey((to, from));      // where the other node is, of the head
        if (isAsked && !cluster.Head.Membership.IsMember(from.Node)) return;     // which answers its members only
        if (cluster.Refuses(from, to))
        {
            cluster.Faults.After(from.Node, 1, () => cluster.PeerLost(from, to));
            return;
        }
        if (isAsked && !cluster.Head.Membership.IsMember(to.Node))
        {
            LinkOf(from, to);
            cluster.Head.TellLost(to.Node, from.Node);
            return;
        }
        if (!cluster.IsAlive(to))
        {
            Tell(from, to);
            return;
        }
        if (what.What == _lose)
        {
            _lose = null;
            return;
        }
        cluster.Coverage.Saw("sent", what);
        Enqueue(LinkOf(from, to), new Message(what, deliver, mayDouble));
    }

    private void Enqueue(Link link, Message message)
    {
        link.UnderWay.Enqueue(message);
        bool mayStall = message.What.What is "object delete" or "objects copied";
        if (mayStall && cluster.Random.Next(100) < cluster.Plan.StallPercent) link.LastArrival = Math.Max(link.LastArrival, cluster.Time.Now + cluster.Random.Next(100 * cluster.Plan.MaxDelay));
        Schedule(link);
    }

    private void Schedule(Link link)
    {
        link.LastArrival = Math.Max(link.LastArrival, cluster.Time.Now + 1 + cluster.Random.Next(cluster.Plan.MaxDelay));
        cluster.Time.At(link.LastArrival, () => Arrive(link));
    }

    private void Arrive(Link link)
    {
        if (cluster.Faults.Holds(link.From, link.To))
        {
            link.Held++;
            if (link.UnderWay.TryPeek(out var waits)) cluster.Coverage.Saw("held up", waits.What);
            return;
        }
        if (!link.UnderWay.TryDequeue(out var message)) return;     // lost
        if (!message.IsNotice && (!cluster.IsAlive(link.To) || cluster.Refuses(link.To, link.From)))
        {
            cluster.Coverage.Add(cluster.IsAlive(link.To) && cluster.IsAlive(link.From) ? "message of a lost node that lives refused" : "message lost with its link");
            return;
        }
        if (!message.IsNotice) cluster.Trace(link.From, link.To, message.What);
        message.Deliver();
        if (!message.MayDouble || cluster.Random.Next(100) >= cluster.Plan.DoubledPercent) return;
        cluster.Coverage.Add("message doubled");
        cluster.Time.After(cluster.Random.Next(cluster.Plan.LongDoubles ? 2000 : 60), () => ArriveAgain(link, message));
    }

    private void ArriveAgain(Link link, Message message)
    {
        if (cluster.Faults.Holds(link.From, link.To) || !cluster.IsAlive(link.To) || cluster.Refuses(link.To, link.From)) return;
        cluster.Coverage.Saw("doubled", message.What);
        cluster.Trace(link.From, link.To, message.What with { IsAgain = true });
        message.Deliver();
    }

    /// <summary>A random tail of what is under way does not arrive; what is told of the link itself does.</summary>
    private void Lose(Link link)
    {
        var all = link.UnderWay.ToArray();
        int kept = cluster.Random.Next(all.Length + 1);
        link.UnderWay.Clear();
        for (int i = 0; i < all.Length; i++)
        {
            if (i < kept || all[i].IsNotice) link.UnderWay.Enqueue(all[i]);
            else
            {
                cluster.Coverage.Add("message lost with its link");
                cluster.Coverage.Saw("lost", all[i].What);
            }
        }
    }

    /// <summary>The peer hears of the death after all that still comes from the dead.</summary>
    private void Tell(ProcessId peer, ProcessId dead) => Enqueue(LinkOf(dead, peer), Message.Notice("dead", () => cluster.PeerLost(peer, dead)));

    private Link LinkOf(ProcessId from, ProcessId to)
    {
        if (_links.TryGetValue((from, to), out var link)) return link;
        link = new Link(from, to);
        _links.Add((from, to), link);
        _inOrder.Add(link);
        return link;
    }

    /// <param name="What">For the trace.</param>
    /// <param name="Deliver">What it does where it arrives.</param>
    /// <param name="MayDouble">Whether it may come a second time.</param>
    private sealed record Message(Note What, Action Deliver, bool MayDouble)
    {
        /// <summary>Whether it is no message, but what the operating system tells of the link.</summary>
        public bool IsNotice { get; private init; }

        public static Message Notice(Note what, Action deliver) => new(what, deliver, MayDouble: false) { IsNotice = true };
    }

    private sealed class Link(ProcessId from, ProcessId to)
    {
        public ProcessId From { get; } = from;

        public ProcessId To { get; } = to;

        public Queue<Message> UnderWay { get; } = [];

        public long LastArrival { get; set; }

        /// <summary>How many of those would have arrived by now.</summary>
        public int Held { get; set; }
    }
}
