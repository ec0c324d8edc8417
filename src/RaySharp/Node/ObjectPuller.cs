using System.Runtime.InteropServices;
using RaySharp.Messages;
using RaySharp.Store;
using RaySharp.Wire;

namespace RaySharp.Node;

/// <summary>Takes in copies of other nodes' objects, into the places that the store gave them. All its state belongs to the thread of its inbox.</summary>
/// <remarks>(1) The source is asked, as soon as the window allows a first piece. (2) Pieces come in their order, and more are allowed. (3) The last one ends it.</remarks>
internal sealed class ObjectPuller : IFrameHandler
{
    private readonly Dictionary<ulong, Arriving> _arriving = [];
    private readonly Peers _peers;
    private readonly TransferWindow _window;
    private readonly Action<StoredObject> _pulled;
    private readonly PullFailure _failed;
    private readonly Inbox _inbox;
    private ulong _lastNumber;
    private long _receivedBytes;

    /// <param name="openInbox">Makes the inbox.</param>
    /// <param name="peers">The other nodes.</param>
    /// <param name="window">How much may be under way.</param>
    /// <param name="pulled">The object is whole.</param>
    /// <param name="failed">It will not be.</param>
    public ObjectPuller(Func<string, IFrameHandler, Inbox> openInbox, Peers peers, TransferWindow window, Action<StoredObject> pulled, PullFailure failed)
    {
        _peers = peers;
        _window = window;
        _pulled = pulled;
        _failed = failed;
        _inbox = openInbox("ray-object-pull", this);
    }

    public delegate void PullFailure(StoredObject stored, string reason, bool isLost, bool isFull);

    /// <summary>Bytes that came, those of failed pulls included.</summary>
    public long ReceivedBytes => Interlocked.Read(ref _receivedBytes);

    /// <summary>(1)</summary>
    public void Pull(StoredObject stored, uint node, Memory<byte> place, bool isArgument) => _inbox.Post(() =>
    {
        _arriving.Add(++_lastNumber, new Arriving(stored, ProcessId.HostOf(node), place, isArgument));
        Allow(_window.Begin(_lastNumber, stored.Length));
    });

    public void Cancel(StoredObject stored) => _inbox.Post(() =>
    {
        foreach (var (number, arriving) in _arriving.Where(pull => pull.Value.Stored == stored).ToArray())
        {
            if (arriving.IsAsked) _peers.Send(arriving.Source, new PullCancel(number));
            End(number, "nobody needs it any more.", isLost: false, isFull: false);
        }
    });

    public void Refused(ProcessId source, PullFailed refusal) => _inbox.Post(() =>
    {
        if (_arriving.TryGetValue(refusal.Number, out var arriving) && arriving.Source == source) End(refusal.Number, $"node {source.Node}: {refusal.Reason}", refusal.IsLost, refusal.IsFull);
    });

    /// <summary>What was to come from there does not come. To this node that is as if it were not there; its owner finds out what is true.</summary>
    public void SourceFailed(ProcessId source, string reason, bool isGone) => _inbox.Post(() =>
    {
        foreach (var (number, _) in _arriving.Where(pull => pull.Value.Source == source && (isGone || pull.Value.IsAsked)).ToArray()) End(number, reason, isLost: true, isFull: false);
    });

    /// <summary>(2)</summary>
    void IFrameHandler.OnFrame(Link from, ReadOnlySpan<byte> frame)
    {
        if (frame.Length <= Marshal.SizeOf<ChunkHeader>()) throw new WireViolationException($"{from.Peer} sent a piece of an object of {frame.Length} bytes; its header alone has {Marshal.SizeOf<ChunkHeader>()}.");
        var head = MemoryMarshal.Read<ChunkHeader>(frame);
        var piece = frame[Marshal.SizeOf<ChunkHeader>()..];
        if (head.Number == 0 || head.Number > _lastNumber) throw new WireViolationException($"{from.Peer} sent a piece for pull {head.Number}; the last that this node began is {_lastNumber}.");
        if (!_arriving.TryGetValue(head.Number, out var arriving)) return;      // cancelled, while it was on its way
        if (arriving.Source != from.Peer) throw new WireViolationException($"{from.Peer} sent a piece for pull {head.Number}, which {arriving.Source} was asked for.");
        if (!_window.MayCome(head.Number, head.Offset, piece.Length)) throw new WireViolationException($"{from.Peer} sent {piece.Length} bytes at {head.Offset} of pull {head.Number}, which is not what it may send next.");
        piece.CopyTo(arriving.Place.Span[(int)head.Offset..]);
        Interlocked.Add(ref _receivedBytes, piece.Length);
        var allowed = _window.Received(head.Number, piece.Length);
        if (_window.IsOver(head.Number))
        {
            _arriving.Remove(head.Number);
            _pulled(arriving.Stored);
        }
        Allow(allowed);
    }

    void IFrameHandler.OnDrained() { }

    private void Allow(IReadOnlyList<(ulong Number, long Until)> allowed)
    {
        foreach (var (number, until) in allowed)
        {
            var arriving = _arriving[number];
            if (arriving.IsAsked) _peers.Send(arriving.Source, new PullMore(number, until));
            else
            {
                arriving.IsAsked = true;
                _peers.Send(arriving.Source, new PullRequest(number, arriving.Stored.Id, arriving.Stored.Length, until, _inbox.Id, arriving.IsArgument));
            }
        }
    }

    private void End(ulong number, string reason, bool isLost, bool isFull)
    {
        if (!_arriving.Remove(number, out var arriving)) return;
        var allowed = _window.End(number);
        _failed(arriving.Stored, reason, isLost, isFull);
        Allow(allowed);
    }

    private sealed class Arriving(StoredObject stored, ProcessId source, Memory<byte> place, bool isArgument)
    {
        public StoredObject Stored => stored;

        public ProcessId Source => source;

        public Memory<byte> Place => place;

        public bool IsArgument => isArgument;

        /// <summary>The source was asked.</summary>
        public bool IsAsked { get; set; }
    }
}
