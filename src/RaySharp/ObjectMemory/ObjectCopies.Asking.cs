using RaySharp.Failures;
using RaySharp.Messages;

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
        else _peers.Send(id.Task.Owner, new CopiesLost(number, id, without, reason));
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

    private void Asked(ProcessId asker, CopiesLost message)
    {
        CopiesAnswer? answer = null;
        uint[] doubted = [];
        List<CopyLoss> losses = [];
        lock (_lock)
        {
            if (_table.TryGet(message.Id, out var copies))
            {
                copies.Told = message.Reason;
                foreach (uint node in message.Without) losses.Add(_goneNodes.ContainsKey(node) ? _table.Gone(message.Id, node) : _table.Doubt(message.Id, node));
                if (copies.Nodes is not [] || copies.Lost is not null) answer = AnswerOf(copies);
                else
                {
                    doubted = copies.Doubted;
                    if (!_askers.TryGetValue(message.Id, out var askers)) _askers.Add(message.Id, askers = []);
                    askers.Add((asker, message.Number));
                }
            }
            else answer = CopiesAnswer.Lost(() => Freed(message.Id));
        }
        if (answer is { } known) Answer([(asker, message.Number)], known);
        Follow(losses, "No node that had it has it any more.");
        foreach (uint node in doubted) _peers.Send(ProcessId.HostOf(node), new CopiesKeep([message.Id]));
        Recover(message.Id);
    }

    private void Found(ProcessId owner, CopiesFound message)
    {
        (ObjectId Id, Action<CopiesAnswer> Answer) asked;
        lock (_lock)
        {
            if (!_asked.TryGetValue(message.Number, out asked) || asked.Id.Task.Owner != owner) return;
            _asked.Remove(message.Number);
        }
        asked.Answer(message.Failure is [] ? new(message.Nodes, message.Length, message.Makings, null) : CopiesAnswer.Lost(RemoteFailure.Decode(message.Failure).ToException));
    }

    private void Answer(List<(ProcessId Asker, ulong Number)>? askers, CopiesAnswer answer)
    {
        if (askers is null) return;
        byte[] failure = answer.Failure is { } lost ? FailureBytes.Of(lost()) : [];
        foreach (var (asker, number) in askers) _peers.Send(asker, new CopiesFound(number, answer.Nodes, answer.Length, answer.Makings, failure));
    }
}
