using RaySharp.Codecs;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Objects;

/// <summary>Values that are not where they were: a borrower asks the owner, and reads again when that has looked for itself, and had the value made again where it is gone.</summary>
internal sealed partial class ObjectService
{
    private readonly Dictionary<ulong, StoredValue> _lookedFor = [];
    private readonly HashSet<ProcessId> _deadOwners = [];     // numbers are never given twice

    /// <summary>A value of another process is not in the store: its owner may know better, or have it made again.</summary>
    public void AskAgain(StoredValue value)
    {
        var owner = value.Id.Task.Owner;
        ulong request;
        lock (_fetchLock)
        {
            request = ++_lastRequest;
            if (!_deadOwners.Contains(owner)) _lookedFor.Add(request, value);
            else request = 0;
        }
        if (request == 0)
        {
            value.Failed(() => OwnerDied(value.Id, _fates.Of(owner)));
            return;
        }
        value.BeginRemake();
        _peers.Send(owner, new ObjectGet(request, value.Id, IsLost: true));
    }

    private void LookedFor(ulong request, byte form, ReadOnlySpan<byte> answer)
    {
        StoredValue? value;
        lock (_fetchLock)
        {
            if (!_lookedFor.Remove(request, out value)) return;
        }
        CodecReader reader = new(answer);
        Forms.ReadSharedIds(ref reader);
        if (form == Stored) value.Remade(reader.ReadRaw<long>());
        else if (form == Failed) value.Failed(RemoteFailure.Decode(reader.ReadBytes(reader.Remaining)).ToException);
        else value.Failed(() => new ObjectLostException($"{value.Id} is lost: its owner has a small value where there was one in the store."));
    }

    private void OwnerLost(ProcessId owner, string fate)
    {
        StoredValue[] lost;
        lock (_fetchLock)
        {
            _deadOwners.Add(owner);
            var requests = _lookedFor.Where(asked => asked.Value.Id.Task.Owner == owner).ToArray();
            foreach (var (request, _) in requests) _lookedFor.Remove(request);
            lost = Array.ConvertAll(requests, static asked => asked.Value);
        }
        foreach (var value in lost) value.Failed(() => OwnerDied(value.Id, fate));
    }

    /// <summary>Answers a borrower when the value is there.</summary>
    /// <param name="to">The borrower.</param>
    /// <param name="request">Its question.</param>
    /// <param name="isLost">It did not find the value in the store: this process looks for itself first.</param>
    private sealed class GetReply(Link to, ulong request, bool isLost) : IObjectWaiter
    {
        private bool _hasLooked = !isLost;

        public void OnCompleted(ObjectEntry entry)
        {
            if (entry.Failure is { } failure)
            {
                entry.ObserveFailure();
                Answer(to, request, [], FailureBytes.Of(failure()), Failed);
                return;
            }
            var contents = (entry as TrackedEntry)?.Contents ?? [];
            if (entry.Stored is not StoredValue stored)
            {
                Answer(to, request, contents, entry.Bytes, Inline);
                return;
            }
            if (!_hasLooked)
            {
                _hasLooked = true;
                stored.Forget();
                if (stored.TryOpen(entry, this)) return;
            }
            if (stored.Failure is { } lost) Answer(to, request, [], FailureBytes.Of(lost()), Failed);
            else Answer(to, request, contents, BitConverter.GetBytes(stored.Length), Stored);
        }
    }
}
