namespace RaySharp.Simulation.Store;

/// <summary>
/// Carries messages between processes and their node, in order. When a process dies, the node gets some of what was under way, then hears of the death,
/// and nothing after it.
/// </summary>
internal sealed class StoreLinks(SimulatedStore world)
{
    private readonly Dictionary<ProcessId, Link> _toNode = [], _fromNode = [];

    public void ToNode(ProcessId from, Note what, Action deliver)
    {
        if (world.IsLost(what)) return;
        var link = LinkOf(_toNode, from);
        long number = ++link.Sent;
        world.Time.At(Arrival(link), () =>
        {
            if (number > link.Cut)
            {
                world.Coverage.Add("message lost with its process");
                return;
            }
            link.Delivered = number;
            if (!world.IsAlive(from)) world.Coverage.Add("message of a dead process arrived");
            world.Trace(from, what);
            deliver();
        });
    }

    public void ToProcess(ProcessId to, Note what, Action<StoreProcess> deliver)
    {
        if (world.IsLost(what)) return;
        world.Time.At(Arrival(LinkOf(_fromNode, to)), () =>
        {
            if (!world.IsAlive(to)) return;
            world.Trace(to, new Note($"gets '{what}'"));
            deliver(world.Process(to));
        });
    }

    public void Died(ProcessId process)
    {
        var link = LinkOf(_toNode, process);
        link.Cut = link.Delivered + world.Random.Next((int)(link.Sent - link.Delivered) + 1);
        world.Time.At(Arrival(link), () => world.Node.ProcessLost(process));
    }

    private long Arrival(Link link) => link.LastArrival = Math.Max(link.LastArrival, world.Time.Now + 1 + world.Random.Next(world.Plan.MaxDelay));

    private static Link LinkOf(Dictionary<ProcessId, Link> links, ProcessId process)
    {
        if (!links.TryGetValue(process, out var link)) links.Add(process, link = new Link());
        return link;
    }

    private sealed class Link
    {
        public long LastArrival { get; set; }

        public long Sent { get; set; }

        public long Delivered { get; set; }

        public long Cut { get; set; } = long.MaxValue;
    }
}
