using System.Buffers.Binary;
using System.Net.Sockets;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>Frames through rings; the socket carries the rings' descriptors and, by its end, the peer's death.</summary>
internal sealed class RingTransport : LinkTransport, IPort
{
    private const int MaxPayload = 16, MaxIncomingRings = 4096;

    private readonly WireContext _context;
    private readonly Intake _intake;
    private readonly SocketWriter _writer;
    private readonly RingWriter _controlRing;
    private readonly PeerBells _bells;
    private readonly int _peerControlRing;
    private readonly Dictionary<uint, (Inbox Inbox, RingSource Source)> _incoming = [];
    private RingSource? _control;

    /// <param name="context">The endpoint.</param>
    /// <param name="intake">The socket, and what already came from it.</param>
    /// <param name="controlRing">This side's ring to the peer's control inbox.</param>
    /// <param name="bells">The peer's bells; the transport disposes them.</param>
    /// <param name="peerControlRing">The descriptor of the peer's ring to this control inbox; stays the caller's.</param>
    public RingTransport(WireContext context, Intake intake, RingWriter controlRing, PeerBells bells, int peerControlRing)
    {
        _context = context;
        _intake = intake;
        _writer = new SocketWriter(intake.Connection, context.Loop);
        _controlRing = controlRing;
        _bells = bells;
        _peerControlRing = peerControlRing;
    }

    public Socket Socket => _intake.Connection.Socket;

    public bool WantsRead => true;

    public bool WantsWrite => _writer.WantsLoop;

    public override FrameSource ControlSource => _control!;

    public override Carrier OpenControl() => new RingCarrier(_controlRing, _bells, Inbox.ControlId);

    public override Carrier Open(uint inboxId, uint ringId)
    {
        RingWriter ring = RingWriter.Create(_context.Options.RingBytes, inboxId, out int descriptor);
        RingCarrier carrier = new(ring, _bells, inboxId);
        SendId(SocketKind.OpenRing, inboxId, ringId, descriptor);
        return carrier;
    }

    public override void CloseRing(uint ringId) => _writer.Send(SocketKind.CloseRing, ringId, default);

    public override void Refuse(FrameSource source)
    {
        uint ringId = ((RingSource)source).RingId;
        _writer.Send(SocketKind.RefuseRing, ringId, default);
        _context.Loop.Post(() => _incoming.Remove(ringId));
    }

    public override void Start()
    {
        _context.Loop.Add(this);
        OnReadable();
    }

    public override bool PeerHungUp()
    {
        OnReadable();
        return !Link.IsUp;
    }

    public override void Close()
    {
        _context.Loop.Remove(this);
        _writer.Close();
        _intake.Dispose();
        _intake.Connection.Release();
        _bells.Dispose();
        _incoming.Clear();
    }

    public void OnReadable()
    {
        try
        {
            int received;
            do
            {
                while (Link.IsUp && SocketRecord.TryRead(_intake, MaxPayload, out SocketRecord record))
                    Take(record);
                received = Link.IsUp ? _intake.Receive() : -1;
            }
            while (received > 0);
            if (received == 0)
                _context.Links.Down(Link, new WireClosedException($"Process {Link.Peer} closed its end of the link, or ended."));
        }
        catch (IOException failure)
        {
            _context.Links.Down(Link, failure);
        }
    }

    public void OnWritable() => _writer.Continue();

    protected override void OnBound() =>
        _control = RingSource.Open(Link, 0, _bells, _peerControlRing, Inbox.ControlId);

    private void Take(SocketRecord record)
    {
        switch (record.Kind)
        {
            case SocketKind.OpenRing when record.Payload.Length == sizeof(uint):
                Attach(record.Target, BinaryPrimitives.ReadUInt32LittleEndian(record.Payload));
                break;
            case SocketKind.CloseRing when record.Payload.IsEmpty:
                if (_incoming.Remove(record.Target, out (Inbox Inbox, RingSource Source) ring))
                {
                    ring.Source.Close();
                    ring.Inbox.Bell.Ring();
                }
                break;
            case SocketKind.RefuseRing when record.Payload.IsEmpty:
                Link.KillOutlet(record.Target);
                break;
            default:
                throw new WireViolationException($"A {record.Kind} message of {record.Payload.Length} bytes came on a link with rings.");
        }
    }

    private void Attach(uint inboxId, uint ringId)
    {
        int descriptor = _intake.TakeDescriptor();
        try
        {
            if (_context.Inboxes.Find(inboxId) is not { } inbox)
            {
                _writer.Send(SocketKind.RefuseRing, ringId, default);
                return;
            }
            if (_incoming.Count == MaxIncomingRings)
                throw new WireViolationException($"The peer opened more than {MaxIncomingRings} rings.");
            RingSource source = RingSource.Open(Link, ringId, _bells, descriptor, inboxId);
            if (ringId == 0 || !_incoming.TryAdd(ringId, (inbox, source)))
            {
                source.Detach();
                throw new WireViolationException($"The peer opened ring {ringId} twice.");
            }
            if (inbox == _context.Control)
                inbox.Post(() => inbox.Attach(source));
            else
                inbox.Attach(source);
        }
        finally
        {
            Descriptor.Close(descriptor);
        }
    }

    private void SendId(SocketKind kind, uint target, uint id, int descriptor)
    {
        Span<byte> payload = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, id);
        _writer.Send(kind, target, payload, descriptor);
    }
}
