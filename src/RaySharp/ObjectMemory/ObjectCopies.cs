using RaySharp.Messages;

namespace RaySharp.ObjectMemory;

/// <summary>Which nodes have the objects of this process, and of others' whom to ask: the shell around <see cref="CopyTable"/>.</summary>
/// <remarks>
/// (1) A value is sealed on one node; nodes that read it have copies, and tell its owner. (2) When it is freed, all of them are told. (3) When a node is
/// gone, or has dropped its copy, another copy is the first; where there is none, it may be made again (<see cref="Recovery"/>), else it is lost. (4) Who
/// found no copy where he was sent asks the owner, once: the answer comes when there is one again, or it is lost. What he says may be older than a copy that
/// is there now, so where it would be the last, the nodes themselves are asked.
/// </remarks>
internal sealed class ObjectCopies
{
    private const string OwnerGone = "The process that owned it is gone.";
    private readonly Lock _lock = new();
    private readonly CopyTable _table = new();
    private readonly Dictionary<ObjectId, List<(ProcessId Asker, ulong Number)>> _askers = [];
    private readonly Dictionary<ulong, (ProcessId Owner, Action<uint[], string> Answer)> _asked = [];
    private readonly HashSet<ProcessId> _gone = [];       // numbers are never given twice
    private readonly Dictionary<uint, string> _goneNodes = [];
    private readonly Peers _peers;
    private ulong _lastNumber;

    public ObjectCopies(Peers peers, MessageRouter router)
    {
        _peers = peers;
        router.On<ObjectsCopied>((from, message) => Copied(from.Peer.Node, message.Ids));
        router.On<CopiesDropped>((from, message) => Dropped(from.Peer.Node, message.Ids));
        router.On<CopiesLost>((from, message) => Asked(from.Peer, message));
        router.On<CopiesFound>((_, message) => Found(message));
    }

    /// <summary>Whether an object of which no node has a copy will be made again; then <see cref="Remade"/> or <see cref="NotRemade"/> follows, some time. Told with the nodes that had one.</summary>
    public Func<ObjectId, uint[], bool>? Recovery { get; set; }

    /// <summary>(1) This process owns the object, and that node has sealed it.</summary>
    public void Own(ObjectId id, uint node, string? madeAt)
    {
        CopyLoss loss = default;
        string? gone;
        lock (_lock)
        {
            _table.Own(id, node, madeAt);
            if (_goneNodes.TryGetValue(node, out gone)) loss = _table.Gone(id, node);
        }
        if (loss.IsLast) Recover(id, [node], gone!);
    }

    public bool IsOwn(ObjectId id)
    {
        lock (_lock) return _table.TryGet(id, out _);
    }

    /// <summary>Where an own object was made; null where that was not recorded.</summary>
    public string? MadeAt(ObjectId id)
    {
        lock (_lock) return _table.TryGet(id, out var copies) ? copies.MadeAt : null;
    }

    /// <summary>The nodes that have an own object, the one that keeps it first.</summary>
    public uint[] NodesOf(ObjectId id)
    {
        lock (_lock) return _table.TryGet(id, out var copies) ? copies.Nodes : [];
    }

    /// <summary>(2) The object is freed.</summary>
    /// <returns>The nodes that may have a copy.</returns>
    public uint[] Delete(ObjectId id)
    {
        lock (_lock) return [.. _table.Delete(id).Where(node => !_goneNodes.ContainsKey(node))];
    }

    /// <summary>(3) An own object is there again.</summary>
    public void Remade(ObjectId id, uint node) => Copied(node, [id]);

    /// <summary>(3) An own object could not be made again.</summary>
    public void NotRemade(ObjectId id, string reason)
    {
        List<(ProcessId Asker, ulong Number)>? askers;
        lock (_lock)
        {
            if (!_table.TryGet(id, out var copies) || copies.Nodes is not []) return;
            copies.IsBeingMade = false;
            copies.Lost = reason;
            _askers.Remove(id, out askers);
        }
        Answer(askers, [], reason);
    }

    /// <summary>(3) A node is gone.</summary>
    public void NodeLost(uint node, string reason)
    {
        IReadOnlyList<CopyLoss> losses;
        lock (_lock)
        {
            _goneNodes[node] = $"Node {node}, which had it, is lost: {reason}.";
            losses = _table.NodeLost(node);
        }
        Follow(losses, node, _goneNodes[node]);
        EndAsks(owner => owner.Node == node, OwnerGone);
    }

    /// <summary>What it owned is lost: who waits for its word is told.</summary>
    public void ProcessLost(ProcessId process)
    {
        lock (_lock) _gone.Add(process);
        EndAsks(owner => owner == process, OwnerGone);
    }

    /// <summary>The runtime ends: nobody answers any more.</summary>
    public void Close() => EndAsks(static _ => true, "The runtime was disposed.");

    /// <summary>(4) Asks the owner where the object is. The answer: nodes; or none, and why.</summary>
    public void Ask(ObjectId id, uint[] without, Action<uint[], string> answer)
    {
        var owner = id.Task.Owner;
        ulong number = 0;
        lock (_lock)
        {
            if (!IsGone(owner)) _asked.Add(number = ++_lastNumber, (owner, answer));
        }
        if (number == 0) answer([], OwnerGone);
        else _peers.Send(owner, new CopiesLost(number, id, without));
    }

    private bool IsGone(ProcessId process) => _gone.Contains(process) || _goneNodes.ContainsKey(process.Node);

    private void EndAsks(Func<ProcessId, bool> isGone, string reason)
    {
        List<Action<uint[], string>> answers = [];
        lock (_lock)
        {
            foreach (var (number, (owner, answer)) in _asked)
            {
                if (isGone(owner) && _asked.Remove(number)) answers.Add(answer);
            }
        }
        foreach (var answer in answers) answer([], reason);
    }

    private void Copied(uint node, ObjectId[] ids)
    {
        List<ObjectId> freed = [], kept = [];
        List<(List<(ProcessId, ulong)>? Askers, uint[] Nodes)> answers = [];
        lock (_lock)
        {
            foreach (var id in ids)
            {
                if (!_table.Copied(id, node, out bool isOnly))
                {
                    freed.Add(id);
                    continue;
                }
                if (isOnly) kept.Add(id);
                if (_askers.Remove(id, out var askers)) answers.Add((askers, NodesOf(id)));
            }
        }
        if (freed.Count > 0) _peers.Send(ProcessId.HostOf(node), new ObjectDelete([.. freed]));
        if (kept.Count > 0) _peers.Send(ProcessId.HostOf(node), new CopiesKeep([.. kept]));
        foreach (var (askers, nodes) in answers) Answer(askers, nodes, "");
    }

    private void Dropped(uint node, ObjectId[] ids)
    {
        List<CopyLoss> losses = [];
        lock (_lock)
        {
            foreach (var id in ids) losses.Add(_table.Gone(id, node));
        }
        Follow(losses, node, $"Node {node}, which had the last copy, has it no more.");
    }

    private void Asked(ProcessId asker, CopiesLost message)
    {
        uint[] nodes, doubted = [];
        string reason = "";
        List<CopyLoss> losses = [];
        lock (_lock)
        {
            if (_table.TryGet(message.Id, out var copies))
            {
                foreach (uint node in message.Without) losses.Add(_goneNodes.ContainsKey(node) ? _table.Gone(message.Id, node) : _table.Doubt(message.Id, node));
                nodes = copies.Nodes;
                doubted = copies.Doubted;
                if (nodes is [] && copies.Lost is null)
                {
                    if (!_askers.TryGetValue(message.Id, out var askers)) _askers.Add(message.Id, askers = []);
                    askers.Add((asker, message.Number));
                }
                reason = copies.Lost ?? "";
            }
            else
            {
                nodes = [];
                reason = "Its owner has freed it.";
            }
        }
        if (nodes is not [] || reason.Length > 0) _peers.Send(asker, new CopiesFound(message.Number, nodes, reason));
        Follow(losses, message.Without, "No node that had it has it any more.");
        if (nodes is not []) return;
        foreach (uint node in doubted) _peers.Send(ProcessId.HostOf(node), new CopiesKeep([message.Id]));
    }

    private void Found(CopiesFound message)
    {
        (ProcessId Owner, Action<uint[], string> Answer) asked;
        lock (_lock)
        {
            if (!_asked.Remove(message.Number, out asked)) return;
        }
        asked.Answer(message.Nodes, message.Reason);
    }

    private void Follow(IReadOnlyList<CopyLoss> losses, uint node, string reason) => Follow(losses, [node], reason);

    private void Follow(IReadOnlyList<CopyLoss> losses, uint[] nodes, string reason)
    {
        foreach (var keeper in losses.Where(static loss => loss is { Id: not null, IsLast: false }).GroupBy(static loss => loss.Keeper))
            _peers.Send(ProcessId.HostOf(keeper.Key), new CopiesKeep([.. keeper.Select(static loss => loss.Id!.Value)]));
        foreach (var loss in losses)
        {
            if (loss.IsLast) Recover(loss.Id!.Value, nodes, reason);
        }
    }

    /// <summary>(3) No copy is left.</summary>
    private void Recover(ObjectId id, uint[] nodes, string reason)
    {
        lock (_lock)
        {
            if (!_table.TryGet(id, out var copies) || copies.IsBeingMade || copies.Nodes is not []) return;
            copies.IsBeingMade = true;      // before it is asked for: it may be there at once
        }
        if (Recovery?.Invoke(id, nodes) != true) NotRemade(id, reason);
    }

    private void Answer(List<(ProcessId Asker, ulong Number)>? askers, uint[] nodes, string reason)
    {
        foreach (var (asker, number) in askers ?? []) _peers.Send(asker, new CopiesFound(number, nodes, reason));
    }
}
