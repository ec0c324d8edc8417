using RaySharp.Failures;
using RaySharp.Messages;

namespace RaySharp.ObjectMemory;

/// <summary>Carries what owners, readers and nodes tell each other of copies.</summary>
internal sealed class CopyMessages(Peers peers) : ICopyEffects
{
    /// <summary>From now on they hear what is sent to this process.</summary>
    public static void Listen(MessageRouter router, ObjectCopies copies, DeletionFence fence)
    {
        router.On<ObjectsCopied>(static sender => sender.IsHost, (from, message) => copies.Copied(from.Peer.Node, message.Ids));
        router.On<CopiesDropped>(static sender => sender.IsHost, (from, message) => copies.Dropped(from.Peer.Node, message.Ids));
        router.On<CopiesLost>((from, message) => copies.Asked(from.Peer, message.Number, message.Id, message.Without, message.Reason));
        router.On<CopiesFound>((from, message) => copies.Answered(from.Peer, message.Number, AnswerOf(message)));
        router.On<DeletionsDone>(static sender => sender.IsHost, (from, message) => fence.Done(from.Peer.Node, message.Number));
    }

    public void Keep(uint node, ObjectId[] ids) => peers.Send(ProcessId.HostOf(node), new CopiesKeep(ids));

    public void Delete(uint node, ObjectId[] ids) => peers.Send(ProcessId.HostOf(node), new ObjectDelete(ids));

    public void AskDeletions(uint node, ulong number) => peers.Send(ProcessId.HostOf(node), new DeletionsAsk(number));

    public void AskOwner(ulong number, ObjectId id, uint[] without, string reason) => peers.Send(id.Task.Owner, new CopiesLost(number, id, without, reason));

    public void Answer(ProcessId asker, ulong number, CopiesAnswer answer) =>
        peers.Send(asker, new CopiesFound(number, answer.Nodes, answer.Length, answer.Makings, answer.Failure is { } lost ? FailureBytes.Of(lost()) : []));

    private static CopiesAnswer AnswerOf(CopiesFound message) => message.Failure is []
        ? new(message.Nodes, message.Length, message.Makings, null)
        : CopiesAnswer.Lost(RemoteFailure.Decode(message.Failure).ToException);
}
