using System.Net.Sockets;
using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>All frames over the connection: a thread reads, whoever sends writes.</summary>
internal sealed class SocketTransport(WireContext context, Intake intake) : LinkTransport, IPort
{
    private const int IntakeBytes = 2 * Record.BatchBytes;

    private readonly SocketWriter _writer = new(intake.Connection, context.Loop);
    private readonly Dictionary<uint, (Inbox Inbox, MemorySource Source)> _targets = [];
    private MemorySource? _control;

    public Socket Socket => intake.Connection.Socket;

    public bool WantsRead => false;

    public bool WantsWrite => _writer.WantsLoop;

    public override FrameSource ControlSource => _control!;

    public override Carrier OpenControl() => new SocketCarrier(_writer, Inbox.ControlId);

    public override Carrier Open(uint inboxId, uint ringId) => new SocketCarrier(_writer, inboxId);

    public override void Start()
    {
        context.Loop.Add(this);
        intake.Connection.Share();
        new Thread(Read) { Name = "ray-read", IsBackground = true }.Start();
    }

    public override bool PeerHungUp() => HangUp.Of(Socket);

    /// <summary>The reading thread then finds the end.</summary>
    public override void Close()
    {
        context.Loop.Remove(this);
        _writer.Close();
        intake.Connection.Shut();
        intake.Connection.Release();
    }

    public void OnReadable()
    {
    }

    public void OnWritable() => _writer.Continue();

    protected override void OnBound()
    {
        _control = new MemorySource(Link);
        _targets[Inbox.ControlId] = (context.Control, _control);
    }

    private void Read()
    {
        HashSet<Inbox> touched = [];
        Exception reason;
        try
        {
            intake.Grow(IntakeBytes);
            int received;
            do
            {
                while (SocketRecord.TryRead(intake, Record.BatchBytes, out SocketRecord record))
                    Take(record, touched);
                foreach (Inbox inbox in touched)
                    inbox.Bell.Ring();
                touched.Clear();
                received = AwaitBytes();
                _writer.Heard();
            }
            while (received != 0);
            reason = new WireClosedException($"Process {Link.Peer} closed its end of the link, or ended.");
        }
        catch (Exception failure)
        {
            reason = failure;
        }
        Link.Close(reason);
        intake.Dispose();
        intake.Connection.Release();
    }

    /// <summary>Bytes received; 0 at the end.</summary>
    private int AwaitBytes()
    {
        Lookout lookout = new(Socket);
        int received;
        while ((received = intake.Receive()) < 0)
            lookout.Wait();
        return received;
    }

    private void Take(SocketRecord record, HashSet<Inbox> touched)
    {
        if (record.Kind > SocketKind.LastPart)
            throw new WireViolationException($"A {record.Kind} message came on a link without rings.");
        if (Target(record.Target) is not { } target)
            return;
        if (target.Source.AppendRecord((FramePart)record.Kind, record.Payload))
            _ = touched.Add(target.Inbox);
        else
            _ = _targets.Remove(record.Target);
    }

    private (Inbox Inbox, MemorySource Source)? Target(uint inboxId)
    {
        if (_targets.TryGetValue(inboxId, out (Inbox Inbox, MemorySource Source) known))
            return known;
        if (context.Inboxes.Find(inboxId) is not { } inbox)
            return null;
        MemorySource source = new(Link);
        if (!Link.TryAttach(inbox, source))
            return null;
        return _targets[inboxId] = (inbox, source);
    }
}
