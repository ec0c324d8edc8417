using System.Runtime.InteropServices;
using RaySharp.Messages;
using RaySharp.Wire;

namespace RaySharp.Node;

/// <summary>Sends copies of this node's objects to nodes that pull them, straight from where they lie. All its state belongs to one thread of its own: a long copy holds up nobody.</summary>
/// <remarks>
/// (1) A node asks; the object is opened for it like for a reader, which restores it where it is only on disk. (2) As much is sent as was allowed.
/// (3) When all is sent, or the asking node is gone, the object is closed.
/// </remarks>
internal sealed class ObjectSender : IFrameHandler
{
    /// <summary>A piece with its header is one record, so that the receiver copies it from there to its place, and nowhere between.</summary>
    private static readonly int _pieceBytes = Record.MaxPayload(int.MaxValue) - Marshal.SizeOf<ChunkHeader>();

    private readonly Dictionary<(ProcessId Asker, ulong Number), Sending> _sendings = [];
    private readonly Dictionary<(Link Link, uint Inbox), Outlet> _outlets = [];
    private readonly Action<ProcessId, PullRequest> _open;
    private readonly CloseObject _close;
    private readonly Inbox _thread;

    /// <param name="openInbox">Makes the thread.</param>
    /// <param name="open">Opens an object for who asked.</param>
    /// <param name="close">It is not sent any more.</param>
    public ObjectSender(Func<string, IFrameHandler, Inbox> openInbox, Action<ProcessId, PullRequest> open, CloseObject close)
    {
        _open = open;
        _close = close;
        _thread = openInbox("ray-object-send", this);
    }

    /// <param name="asker">Who asked.</param>
    /// <param name="number">By that number.</param>
    /// <param name="id">For that object.</param>
    /// <param name="isLast">Whether it is sent to that node by no other number, as after a link broke: the store has one mark for both.</param>
    public delegate void CloseObject(ProcessId asker, ulong number, ObjectId id, bool isLast);

    /// <summary>(1)</summary>
    public void Requested(Link from, PullRequest request) => _thread.Post(() =>
    {
        if (_sendings.TryAdd((from.Peer, request.Number), new Sending(from, request))) _open(from.Peer, request);
    });

    /// <summary>(1) The object lies there until it is closed.</summary>
    public void Opened(ProcessId asker, ulong number, Memory<byte> bytes) => _thread.Post(() =>
    {
        if (!_sendings.TryGetValue((asker, number), out var sending) || !sending.Bytes.IsEmpty) return;
        if (bytes.Length == sending.Request.Length)
        {
            sending.Bytes = bytes;
            Send(sending);
            return;
        }
        sending.To.Control.Send(new PullFailed(number, $"{sending.Request.Id} has {bytes.Length} bytes there, and is said to have {sending.Request.Length}.", IsLost: false, IsFull: false));
        End(sending);
    });

    /// <summary>(1) The object cannot be opened.</summary>
    public void OpenFailed(ProcessId asker, ulong number, string reason, bool isFull) => _thread.Post(() =>
    {
        if (_sendings.Remove((asker, number), out var sending)) sending.To.Control.Send(new PullFailed(number, reason, IsLost: !isFull, isFull));
    });

    /// <summary>(2) More may be sent.</summary>
    public void Allowed(ProcessId asker, PullMore more) => _thread.Post(() =>
    {
        if (!_sendings.TryGetValue((asker, more.Number), out var sending)) return;
        sending.Until = Math.Max(sending.Until, more.Until);
        Send(sending);
    });

    public void Cancelled(ProcessId asker, ulong number) => _thread.Post(() =>
    {
        if (_sendings.TryGetValue((asker, number), out var sending)) End(sending);
    });

    /// <summary>(3) Nothing that is sent by this link arrives any more.</summary>
    public void LinkEnded(Link link) => _thread.Post(() =>
    {
        foreach (var sending in _sendings.Values.Where(sending => sending.To == link).ToArray()) End(sending);
        foreach (var key in _outlets.Keys.Where(key => key.Link == link).ToArray()) _outlets.Remove(key);
    });

    /// <summary>Runs when nothing that was to be done before is left to do: no object is being read here for others then.</summary>
    public void Afterwards(Action action) => _thread.Post(action);

    void IFrameHandler.OnFrame(Link from, ReadOnlySpan<byte> frame) => throw new WireViolationException($"{from.Peer} sent {frame.Length} bytes to an inbox that nothing is sent to.");

    void IFrameHandler.OnDrained() { }

    private void Send(Sending sending)
    {
        if (sending.Bytes.IsEmpty) return;
        var outlet = OutletTo(sending);
        long until = Math.Min(sending.Until, sending.Bytes.Length);
        while (sending.Sent < until)
        {
            var head = new ChunkHeader(sending.Request.Number, sending.Sent);
            int length = (int)Math.Min(_pieceBytes, until - sending.Sent);
            outlet.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<ChunkHeader>(in head)), sending.Bytes.Span.Slice((int)sending.Sent, length));
            sending.Sent += length;
        }
        if (sending.Sent == sending.Bytes.Length) End(sending);
    }

    private Outlet OutletTo(Sending sending)
    {
        var key = (sending.To, sending.Request.Inbox);
        if (!_outlets.TryGetValue(key, out var outlet)) _outlets.Add(key, outlet = sending.To.OpenOutlet(sending.Request.Inbox));
        return outlet;
    }

    private void End(Sending sending)
    {
        _sendings.Remove((sending.To.Peer, sending.Request.Number));
        bool isLast = !_sendings.Values.Any(other => other.To.Peer == sending.To.Peer && other.Request.Id == sending.Request.Id);
        _close(sending.To.Peer, sending.Request.Number, sending.Request.Id, isLast);
    }

    private sealed class Sending(Link to, PullRequest request)
    {
        public Link To => to;

        public PullRequest Request => request;

        public long Until { get; set; } = request.Until;

        public long Sent { get; set; }

        /// <summary>Empty until the object is open.</summary>
        public Memory<byte> Bytes { get; set; }
    }
}
