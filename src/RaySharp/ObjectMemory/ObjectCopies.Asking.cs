namespace RaySharp.ObjectMemory;

/// <summary>(4): readers that found no copy ask, owners answer.</summary>
internal sealed partial class ObjectCopies
{
    private const string OwnerGone = "the process that owned it is gone.";
    private readonly Dictionary<ulong, (ObjectId Id, Action<CopiesAnswer> Answer)> _asked = [];
    private ulong _lastNumber;

    /// <summary>(4) Asks the owner where the object is.</summary>
    /// <param name="id">The object.</param>
    /// <param name="without">Nodes that have no copy.</param>
    /// <param name="reason">Why it could not be had.</param>
    /// <param name="answer">Is told.</param>
    public void Ask(ObjectId id, uint[] without, string reason, Action<CopiesAnswer> answer)
    {
        ulong number = 0;
        lock (_lock)
        {
            if (!IsGone(id.Task.Owner)) _asked.Add(number = ++_lastNumber, (id, answer));
        }
        if (number == 0) answer(CopiesAnswer.Lost(() => new ObjectLostException($"{id} is lost: {OwnerGone} {reason}")));
        else effects.AskOwner(number, id, without, reason);
    }

    /// <summary>(4) Another process found no copy of an own object, or this one.</summary>
    public void Asked(ProcessId asker, ulong number, ObjectId id, uint[] without, string reason)
    {
        CopiesAnswer? answer = null;
        uint[] doubted = [];
        List<CopyLoss> losses = [];
        lock (_lock)
        {
            if (_table.TryGet(id, out var copies))
            {
                copies.Told = reason;
                foreach (uint node in without) losses.Add(_goneNodes.ContainsKey(node) ? _table.Gone(id, node) : _table.Doubt(id, node));
                if (copies.Nodes is not [] || copies.Lost is not null) answer = AnswerOf(copies);
                else
                {
                    doubted = copies.Doubted;
                    if (!_askers.TryGetValue(id, out var askers)) _askers.Add(id, askers = []);
                    askers.Add((asker, number));
                }
            }
            else answer = CopiesAnswer.Lost(() => Freed(id));
        }
        if (answer is { } known) Answer([(asker, number)], known);
        Follow(losses, "No node that had it has it any more.");
        foreach (uint node in doubted) effects.Keep(node, [id]);
        Recover(id);
    }

    /// <summary>(4) The owner says where its object is; of others it is not believed.</summary>
    public void Answered(ProcessId owner, ulong number, CopiesAnswer copies)
    {
        (ObjectId Id, Action<CopiesAnswer> Answer) asked;
        lock (_lock)
        {
            if (!_asked.TryGetValue(number, out asked) || asked.Id.Task.Owner != owner) return;
            _asked.Remove(number);
        }
        asked.Answer(copies);
    }

    private static ObjectLostException Freed(ObjectId id) => new($"{id} is lost: its owner has freed it.");

    private static CopiesAnswer AnswerOf(OwnedCopies copies) => new(copies.Nodes, copies.Length, copies.Makings, copies.Lost);

    private bool IsGone(ProcessId process) => _gone.Contains(process) || _goneNodes.ContainsKey(process.Node);

    private void EndAsks(Func<ProcessId, bool> isGone, string reason)
    {
        List<(ObjectId Id, Action<CopiesAnswer> Answer)> ended = [];
        lock (_lock)
        {
            foreach (var (number, asked) in _asked)
            {
                if (isGone(asked.Id.Task.Owner) && _asked.Remove(number)) ended.Add(asked);
            }
        }
        foreach (var (id, answer) in ended) answer(CopiesAnswer.Lost(() => new ObjectLostException($"{id} is lost: {reason}")));
    }

    private void Answer(List<(ProcessId Asker, ulong Number)>? askers, CopiesAnswer answer)
    {
        foreach (var (asker, number) in askers ?? []) effects.Answer(asker, number, answer);
    }
}
