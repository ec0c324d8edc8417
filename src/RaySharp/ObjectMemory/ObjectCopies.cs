namespace RaySharp.ObjectMemory;

/// <summary>Which nodes have the objects of this process, and of others' whom to ask. Events in, calls on <see cref="ICopyEffects"/> out; safe from any thread.</summary>
/// <remarks>
/// (1) A value is sealed on one node; nodes that read it have copies, and tell its owner. (2) When it is freed, all of them are told. (3) When a node is
/// gone, or has dropped its copy, another copy is the first; where there is none, and somebody asks for the object, it may be made again
/// (<see cref="Recovery"/>), else it is lost. (4) Who found no copy where he was sent asks the owner, once: the answer comes when there is one again, or it
/// is lost. What he says may be older than a copy that is there now, so where it would be the last, the nodes themselves are asked.
/// </remarks>
internal sealed partial class ObjectCopies(ICopyEffects effects)
{
    private readonly Lock _lock = new();
    private readonly CopyTable _table = new();
    private readonly Dictionary<ObjectId, List<(ProcessId Asker, ulong Number)>> _askers = [];
    private readonly HashSet<ProcessId> _gone = [];       // numbers are never given twice
    private readonly Dictionary<uint, string> _goneNodes = [];

    /// <summary>Has an object made again of which no node has a copy, and that somebody waits for; told how it was lost. Null: <see cref="Remade"/> or <see cref="NotRemade"/> follows, some time; else why it cannot be.</summary>
    public Func<ObjectId, string, Func<Exception>?>? Recovery { get; set; }

    /// <summary>(1) This process owns the object, and that node has sealed it.</summary>
    /// <returns>The number of the value that stands for it: only that one can delete it.</returns>
    public long Own(ObjectId id, long length, uint node, string? madeAt)
    {
        long number;
        Action answer;
        lock (_lock)
        {
            var copies = _table.Own(id, length, node, madeAt);
            number = copies.Number;
            answer = Sealed(id, copies, node);
        }
        answer();
        return number;
    }

    /// <summary>(3) An own object that nobody refers to is made again, for those that are made of it. Until a value is owned for it, it is deleted by the number 0.</summary>
    public void Expect(ObjectId id)
    {
        lock (_lock) _table.Expect(id);
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

    /// <summary>There is no copy of an own object, and will be none.</summary>
    public bool IsLost(ObjectId id)
    {
        lock (_lock) return _table.TryGet(id, out var copies) && copies.Lost is not null;
    }

    /// <summary>(2) The object is freed.</summary>
    /// <param name="id">The object.</param>
    /// <param name="number">Of the value that stood for it; null: whichever did.</param>
    /// <returns>The nodes that may have a copy; null: another value stands for it by now, or none.</returns>
    public uint[]? Delete(ObjectId id, long? number)
    {
        uint[]? nodes;
        List<(ProcessId Asker, ulong Number)>? askers;
        lock (_lock)
        {
            if (_table.Delete(id, number) is not { } all) return null;
            nodes = [.. all.Where(node => !_goneNodes.ContainsKey(node))];
            _askers.Remove(id, out askers);
        }
        Answer(askers, CopiesAnswer.Lost(() => Freed(id)));
        return nodes;
    }

    /// <summary>(3) An own object is there again.</summary>
    public void Remade(ObjectId id, long length, uint node)
    {
        Action? answer = null;
        lock (_lock)
        {
            if (_table.Remade(id, length, node) is { } copies) answer = Sealed(id, copies, node);
        }
        answer?.Invoke();
    }

    /// <summary>(3) All that follows from the making is done. What was lost again meanwhile may be made again from now on.</summary>
    public void MakingOver(ObjectId id)
    {
        lock (_lock)
        {
            if (_table.TryGet(id, out var copies)) copies.IsBeingMade = false;
        }
        Recover(id);
    }

    /// <summary>(3) An own object could not be made again.</summary>
    public void NotRemade(ObjectId id, Func<Exception> failure)
    {
        List<(ProcessId Asker, ulong Number)>? askers;
        lock (_lock)
        {
            if (!_table.TryGet(id, out var copies) || !copies.IsBeingMade || copies.Nodes is not []) return;
            copies.IsBeingMade = false;
            copies.Lost = failure;
            _askers.Remove(id, out askers);
        }
        Answer(askers, CopiesAnswer.Lost(failure));
    }

    /// <summary>(3) A node is gone.</summary>
    public void NodeLost(uint node, string reason)
    {
        string gone = $"Node {node}, which had it, is lost: {reason}.";
        IReadOnlyList<CopyLoss> losses;
        lock (_lock)
        {
            _goneNodes[node] = gone;
            losses = _table.NodeLost(node);
        }
        Follow(losses, gone);
        EndAsks(owner => owner.Node == node, OwnerGone);
    }

    /// <summary>What it owned is lost: who waits for its word is told.</summary>
    public void ProcessLost(ProcessId process)
    {
        lock (_lock) _gone.Add(process);
        EndAsks(owner => owner == process, OwnerGone);
    }

    /// <summary>The runtime ends: nobody answers any more.</summary>
    public void Close() => EndAsks(static _ => true, "the runtime was disposed.");

    /// <summary>A node that has sealed an object may be gone by the time that this is heard. Under the lock.</summary>
    /// <returns>Tells who waits for it.</returns>
    private Action Sealed(ObjectId id, OwnedCopies copies, uint node)
    {
        if (_goneNodes.TryGetValue(node, out string? gone))
        {
            _table.Gone(id, node);
            if (copies.IsNowhere) copies.GoneBecause = gone;
        }
        if (copies.Nodes is [] || !_askers.Remove(id, out var askers)) return static () => { };
        var found = AnswerOf(copies);
        return () => Answer(askers, found);
    }

    /// <summary>(1) A node has copies of these.</summary>
    public void Copied(uint node, ObjectId[] ids)
    {
        List<ObjectId> freed = [], kept = [];
        List<(List<(ProcessId, ulong)>? Askers, CopiesAnswer Copies)> answers = [];
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
                if (_askers.Remove(id, out var askers) && _table.TryGet(id, out var copies)) answers.Add((askers, AnswerOf(copies)));
            }
        }
        if (freed.Count > 0) effects.Delete(node, [.. freed]);
        if (kept.Count > 0) effects.Keep(node, [.. kept]);
        foreach (var (askers, found) in answers) Answer(askers, found);
    }

    /// <summary>(3) A node has no copies of these any more. What was made again there may be heard of before an older copy's end: there the node is asked.</summary>
    public void Dropped(uint node, ObjectId[] ids)
    {
        List<CopyLoss> losses = [];
        List<ObjectId> doubted = [];
        lock (_lock)
        {
            foreach (var id in ids)
            {
                bool mayBeOld = _table.TryGet(id, out var copies) && copies.Makings > 0 && copies.Nodes.Contains(node);
                if (mayBeOld) doubted.Add(id);
                losses.Add(mayBeOld ? _table.Doubt(id, node) : _table.Gone(id, node));
            }
        }
        if (doubted.Count > 0) effects.Keep(node, [.. doubted]);
        Follow(losses, $"Node {node}, which had the last copy, has it no more.");
    }

    private void Follow(IReadOnlyList<CopyLoss> losses, string reason)
    {
        foreach (var keeper in losses.Where(static loss => loss is { Id: not null, IsLast: false }).GroupBy(static loss => loss.Keeper))
            effects.Keep(keeper.Key, [.. keeper.Select(static loss => loss.Id!.Value)]);
        foreach (var loss in losses.Where(static loss => loss.IsLast))
        {
            var id = loss.Id!.Value;
            lock (_lock)
            {
                if (_table.TryGet(id, out var copies) && copies.IsNowhere) copies.GoneBecause = reason;
            }
            Recover(id);
        }
    }

    /// <summary>(3) Where no copy is left, and somebody waits for one.</summary>
    private void Recover(ObjectId id)
    {
        string reason;
        lock (_lock)
        {
            if (!_table.TryGet(id, out var copies) || copies is not { IsNowhere: true, IsBeingMade: false, Lost: null } || !_askers.ContainsKey(id)) return;
            copies.IsBeingMade = true;      // before it is asked for: it may be there at once
            reason = $"{copies.Told} {copies.GoneBecause}".Trim();
        }
        var failure = Recovery is { } recovery ? recovery(id, reason) : () => new ObjectLostException($"{id} is lost: {reason}");
        if (failure is not null) NotRemade(id, failure);
    }
}
