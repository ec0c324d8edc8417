namespace RaySharp.Simulation;

/// <summary>
/// Carries messages between processes. Within a link order holds. When a process dies, its links lose some of what was under way; each peer
/// gets what is left, then hears of the death. A message to a dead process tells its sender so.
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

    public void Died(ProcessId process)
    {
        foreach (var link in _inOrder)
        {
            if (link.From == process) link.Cut = link.Delivered + cluster.Random.Next((int)(link.Sent - link.Delivered) + 1);
        }
        foreach (var peer in _inOrder.Where(link => link.From == process || link.To == process)
            .Select(link => link.From == process ? link.To : link.From).Distinct().ToArray())
        {
            Tell(peer, process);
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
        var link = LinkOf(from, to);
        long number = ++link.Sent;
        link.LastArrival = Math.Max(link.LastArrival, cluster.Time.Now + 1 + cluster.Random.Next(cluster.Plan.MaxDelay));
        cluster.Time.At(link.LastArrival, () => Arrive(link, number, what, deliver));
        if (!mayDouble || cluster.Random.Next(100) >= cluster.Plan.DoubledPercent) return;
        cluster.Coverage.Add("message doubled");
        long late = link.LastArrival + cluster.Random.Next(cluster.Plan.LongDoubles ? 2000 : 60);
        cluster.Time.At(late, () => ArriveAgain(link, number, what, deliver));
    }

    private void Arrive(Link link, long number, Note what, Action deliver)
    {
        if (number > link.Cut || !cluster.IsAlive(link.To) || cluster.Refuses(link.To, link.From))
        {
            cluster.Coverage.Add("message lost with its link");
            return;
        }
        link.Delivered = number;
        cluster.Trace(link.From, link.To, what);
        deliver();
    }

    private void ArriveAgain(Link link, long number, Note what, Action deliver)
    {
        if (number > link.Cut || !cluster.IsAlive(link.To) || cluster.Refuses(link.To, link.From)) return;
        cluster.Trace(link.From, link.To, what with { IsAgain = true });
        deliver();
    }

    /// <summary>The peer hears of the death after all that still comes from the dead.</summary>
    private void Tell(ProcessId peer, ProcessId dead)
    {
        var link = LinkOf(dead, peer);
        long when = Math.Max(link.LastArrival, cluster.Time.Now) + 1 + cluster.Random.Next(cluster.Plan.MaxDelay);
        link.LastArrival = when;
        cluster.Time.At(when, () => cluster.PeerLost(peer, dead));
    }

    private Link LinkOf(ProcessId from, ProcessId to)
    {
        if (_links.TryGetValue((from, to), out var link)) return link;
        link = new Link(from, to);
        _links.Add((from, to), link);
        _inOrder.Add(link);
        return link;
    }

    private sealed class Link(ProcessId from, ProcessId to)
    {
        public ProcessId From { get; } = from;

        public ProcessId To { get; } = to;

        public long LastArrival { get; set; }

        public long Sent { get; set; }

        public long Delivered { get; set; }

        public long Cut { get; set; } = long.MaxValue;
    }
}
