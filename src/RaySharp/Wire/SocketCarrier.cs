namespace RaySharp.Wire;

/// <summary>Frames over the link's socket; all outlets of a link share one queue and one write.</summary>
internal sealed class SocketCarrier(SocketWriter writer, uint inbox) : Carrier
{
    public override long QueuedBytes => writer.QueuedBytes;

    public override bool NeedsRing => true;

    public override bool IsInBurst => writer.IsInBurst;

    public override void Put(FrameBytes frame) => writer.AppendFrame(inbox, frame);

    public override void Ring() => writer.Flush();

    public override void Dispose()
    {
    }
}
