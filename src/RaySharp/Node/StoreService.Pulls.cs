using RaySharp.Messages;
using RaySharp.Store;
using RaySharp.Wire;

namespace RaySharp.Node;

/// <summary>Objects on their way between this node's store and others.</summary>
internal sealed partial class StoreService
{
    /// <summary>So much more of an object is asked for at a time.</summary>
    private const long ChunkBytes = 4 << 20;

    /// <summary>So much may be under way to this node at a time.</summary>
    private const long WindowBytes = 8L * ChunkBytes;

    private readonly Dictionary<ProcessId, (List<ObjectId> Copied, List<ObjectId> Dropped)> _news = [];
    private readonly ObjectSender _sender;
    private readonly ObjectPuller _puller;

    /// <summary>Bytes of objects that came from other nodes.</summary>
    public long PulledBytes => _puller.ReceivedBytes;

    /// <summary>A link ended, after its last control frame.</summary>
    public void LinkEnded(Link link)
    {
        if (!IsOtherNode(link.Peer)) return;
        _sender.LinkEnded(link);
        _puller.SourceFailed(link.Peer, $"the link to node {link.Peer.Node} ended.", isGone: false);
    }

    /// <summary>A process cannot be connected to.</summary>
    public void Unreachable(ProcessId process, Exception fault)
    {
        if (IsOtherNode(process)) _puller.SourceFailed(process, $"node {process.Node} cannot be reached: {fault.Message}", isGone: false);
    }

    /// <summary>A node is gone with its processes.</summary>
    public void NodeLost(uint node, string reason)
    {
        _puller.SourceFailed(ProcessId.HostOf(node), $"node {node} is lost: {reason}.", isGone: true);
        _sender.Afterwards(() => Decide(() => _store.NodeLost(node)));     // what is being sent there is read until then
    }

    void INodeStoreEffects.Pull(StoredObject stored, uint node) =>
        _puller.Pull(stored, node, _extents[stored.Extent!.Id].Slice(stored.Offset, stored.Length), stored.Pull!.Urgency == StoreUrgency.Argument);

    void INodeStoreEffects.CancelPull(StoredObject stored) => _puller.Cancel(stored);

    void INodeStoreEffects.Copied(ObjectId id) => NewsFor(id).Copied.Add(id);

    void INodeStoreEffects.Dropped(ObjectId id) => NewsFor(id).Dropped.Add(id);

    private void ListenToNodes(MessageRouter router)
    {
        router.On<PullRequest>((from, message) =>
        {
            Require(IsOtherNode(from.Peer) && message.Length > 0, from, $"asked for a copy of {message.Id} of {message.Length} bytes");
            _sender.Requested(from, message);
        });
        router.On<PullMore>((from, message) => _sender.Allowed(from.Peer, message));
        router.On<PullCancel>((from, message) => _sender.Cancelled(from.Peer, message.Number));
        router.On<PullFailed>((from, message) => _puller.Refused(from.Peer, message));
        router.On<CopiesKeep>(static (sender, message) => message.Ids.All(id => id.Task.Owner == sender), (_, message) => Decide(() => { foreach (var id in message.Ids) _store.Keep(id); }));
    }

    private ObjectSender MakeSender(Func<string, IFrameHandler, Inbox> openInbox) => new(openInbox,
        (asker, request) => Decide(() => _store.Open(asker, request.Number, request.Id, request.IsArgument ? StoreUrgency.Argument : StoreUrgency.Get)),
        (asker, number, id, isLast) => Decide(() =>
        {
            _store.OpenCancelled(asker, number, id);
            if (isLast) _store.Close(asker, id);
        }));

    private ObjectPuller MakePuller(Func<string, IFrameHandler, Inbox> openInbox) => new(openInbox, _peers, new TransferWindow(ChunkBytes, WindowBytes),
        stored => Decide(() => _store.Pulled(stored)),
        (stored, reason, isLost, isFull) => Decide(() => _store.PullFailed(stored, reason, isLost, isFull)));

    /// <summary>Other nodes open objects only to copy them.</summary>
    private bool IsOtherNode(ProcessId process) => process.Node != _self.Node && process.IsHost;

    private (List<ObjectId> Copied, List<ObjectId> Dropped) NewsFor(ObjectId id)
    {
        var owner = id.Task.Owner;
        if (!_news.TryGetValue(owner, out var news)) _news.Add(owner, news = ([], []));
        return news;
    }

    /// <summary>Owners hear of all that one decision did at once.</summary>
    private void TellOwners()
    {
        if (_news.Count == 0) return;
        foreach (var (owner, (copied, dropped)) in _news)
        {
            if (copied.Count > 0) _peers.Send(owner, new ObjectsCopied([.. copied]));
            if (dropped.Count > 0) _peers.Send(owner, new CopiesDropped([.. dropped]));
        }
        _news.Clear();
    }
}
