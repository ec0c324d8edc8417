using RaySharp.ObjectMemory;

namespace RaySharp.Tests.Store;

/// <summary>Several stores under one seed, that pull from each other: messages of a pair of processes keep their order, everything else happens in any.</summary>
internal sealed class PullStorm
{
    public const int MaxKib = 1500;

    private readonly Random _random;
    private readonly SortedDictionary<string, Queue<Action>> _channels = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ObjectId, (CopyTable Table, long Bytes)> _objects = new(Comparer<ObjectId>.Create(static (one, other) => (one.Task.Owner.Value, one.Task.Number).CompareTo((other.Task.Owner.Value, other.Task.Number))));
    private readonly Dictionary<ProcessId, CopyTable> _tables = [];
    private readonly Dictionary<ObjectId, long> _sizes = [];
    private readonly Dictionary<string, (uint From, uint To)> _ends = [];
    private ulong _lastNumber;
    private int _local;

    public PullStorm(int seed, int nodes)
    {
        _random = new Random(seed);
        Seed = seed;
        for (uint node = 1; node <= nodes; node++)
        {
            Nodes.Add(node, new StormNode(this, node));
            _tables.Add(Owner(node), new CopyTable());
        }
    }

    public int Seed { get; }

    /// <summary>Nothing fails any more.</summary>
    public bool IsCalm { get; private set; }

    public SortedDictionary<uint, StormNode> Nodes { get; } = [];

    public SortedDictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    public static ProcessId Owner(uint node) => new((ulong)node << 32 | 2);

    public void See(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    public int Next(int below) => _random.Next(below);

    public ulong NextNumber() => ++_lastNumber;

    public long BytesOf(ObjectId id) => _sizes[id];

    /// <summary>Happens some time, in no order.</summary>
    public void Later(uint node, Action action) => Send($"{node} local {_local++ % 97}", node, node, action);

    /// <summary>Arrives behind what was sent before from there to there.</summary>
    public void Send(ProcessId from, ProcessId to, Action action) => Send($"{from.Value:x}>{to.Value:x}", from.Node, to.Node, action);

    /// <summary>As <see cref="Send(ProcessId, ProcessId, Action)"/>; some come a second time, at any time.</summary>
    public void SendControl(ProcessId from, ProcessId to, Action action)
    {
        Send(from, to, action);
        if (IsCalm || _random.Next(10) != 0) return;
        See("doubled");
        Send($"{from.Value:x}>{to.Value:x} again", from.Node, to.Node, action);
    }

    public void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            if (_random.Next(3) == 0) Act();
            else Deliver();
        }
        while (Deliver()) { }
    }

    /// <summary>Every object that is not lost can be read everywhere.</summary>
    public void AllCanBeRead()
    {
        IsCalm = true;
        foreach (var (id, (table, _)) in _objects)
        {
            foreach (var node in Nodes.Values)
            {
                Assert.True(table.TryGet(id, out var copies) && copies.Nodes is not [], $"seed {Seed}: {id} is said to be nowhere");
                int opened = node.Opens;
                node.Open(id, [.. copies!.Nodes]);
                while (Deliver()) { }
                Assert.True(node.Opens == opened + 1, $"seed {Seed}: {id} cannot be read on node {node.Number}: {node.LastFailure} {string.Join("; ", Nodes.Values.Select(static each => each.Books))}");
                node.CloseAll();
                while (Deliver()) { }
            }
        }
    }

    /// <summary>Nothing is left when all is freed.</summary>
    public void FreeAll()
    {
        foreach (var id in _objects.Keys.ToArray()) Free(id);
        foreach (var node in Nodes.Values) node.CloseAll();
        while (Deliver()) { }
        foreach (var node in Nodes.Values)
        {
            Assert.True(node.Store is { ObjectCount: 0, PullingBytes: 0, WaitingPulls: 0, WaitingCount: 0 } && node.Waiting == 0, $"seed {Seed}: node {node.Number} has {node.Store.ObjectCount} objects, {node.Waiting} wait, {node.Store.WaitingCount} for room, {node.Store.PullingBytes} bytes under way");
            Assert.True(node.Store.Extents.All(static extent => extent.LiveBytes == 0), $"seed {Seed}: an extent of node {node.Number} is not empty");
        }
    }

    public void Copied(uint node, ObjectId id) => Send(ProcessId.HostOf(node), id.Task.Owner, () =>
    {
        if (!_tables[id.Task.Owner].Copied(id, node, out _)) Delete(id, node);
    });

    public void Dropped(uint node, ObjectId id) => Send(ProcessId.HostOf(node), id.Task.Owner, () =>
    {
        See("dropped");
        Follow(_tables[id.Task.Owner].Gone(id, node), id.Task.Owner);
    });

    public void Sealed(uint node, ObjectId id)
    {
        if (!_tables.TryGetValue(id.Task.Owner, out var table)) return;     // gone: so goes the object
        table.Own(id, _sizes[id], node, null);
        _objects.Add(id, (table, _sizes[id]));
    }

    private void Act()
    {
        var node = Nodes.Values.ElementAt(_random.Next(Nodes.Count));
        switch (_random.Next(100))
        {
            case < 25:
                ObjectId made = new(new TaskId(Owner(node.Number), NextNumber()), 0);
                _sizes.Add(made, (long)_random.Next(1, _random.Next(4) == 0 ? MaxKib : 300) << 10);
                Nodes.Values.ElementAt(_random.Next(Nodes.Count)).Write(made);
                break;
            case < 70 when _objects.Count > 0:
                var (id, (table, _)) = _objects.ElementAt(_random.Next(_objects.Count));
                uint[] nodes = table.TryGet(id, out var copies) ? copies.Nodes : [];
                if (_random.Next(10) == 0) nodes = [(uint)_random.Next(1, 6)];      // old news
                node.Open(id, nodes);
                break;
            case < 88:
                node.CloseSome();
                break;
            case < 95 when _objects.Count > 0:
                Free(_objects.Keys.ElementAt(_random.Next(_objects.Count)));
                break;
            case < 98:
                See("reader lost");
                node.LoseReader();
                break;
            case 99 when Nodes.Count > 2 && _random.Next(8) == 0:
                Lose(node.Number);
                break;
        }
    }

    private void Free(ObjectId id)
    {
        if (!_objects.Remove(id, out var known)) return;
        foreach (uint node in known.Table.Delete(id, null)!) Delete(id, node);
    }

    private void Delete(ObjectId id, uint node) => Send(id.Task.Owner, ProcessId.HostOf(node), () => Nodes[node].Store.Delete(id));

    private void Lose(uint node)
    {
        See("node lost");
        Nodes.Remove(node);
        _tables.Remove(Owner(node));
        foreach (var id in _objects.Keys.Where(id => id.Task.Owner.Node == node).ToArray()) _objects.Remove(id);
        foreach (string key in _ends.Where(end => end.Value.From == node || end.Value.To == node).Select(static end => end.Key).ToArray()) _channels.Remove(key);
        foreach (var other in Nodes.Values.ToArray())
        {
            Later(other.Number, () => other.NodeLost(node));
            Later(other.Number, () =>
            {
                foreach (var loss in _tables[Owner(other.Number)].NodeLost(node)) Follow(loss, Owner(other.Number));
            });
        }
    }

    private void Follow(CopyLoss loss, ProcessId owner)
    {
        if (loss.Id is not { } id) return;
        if (loss.IsLast)
        {
            See("object lost");
            _objects.Remove(id);
            _tables[owner].Delete(id, null);
        }
        else Send(owner, ProcessId.HostOf(loss.Keeper), () => Nodes[loss.Keeper].Store.Keep(id));
    }

    private void Send(string channel, uint from, uint to, Action action)
    {
        if (!Nodes.ContainsKey(from) || !Nodes.ContainsKey(to)) return;
        _ends[channel] = (from, to);
        if (!_channels.TryGetValue(channel, out var queue)) _channels.Add(channel, queue = []);
        queue.Enqueue(action);
    }

    private bool Deliver()
    {
        if (_channels.Count == 0) return false;
        var (key, queue) = _channels.ElementAt(_random.Next(_channels.Count));
        var action = queue.Dequeue();
        if (queue.Count == 0) _channels.Remove(key);
        action();
        return true;
    }
}
