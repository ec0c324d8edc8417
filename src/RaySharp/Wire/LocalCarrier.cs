namespace RaySharp.Wire;

/// <summary>Frames to an inbox of this same endpoint.</summary>
internal sealed class LocalCarrier(MemorySource source, Inbox inbox) : Carrier
{
    public override bool NeedsRing => inbox.Bell.IsArmed;

    public override void Put(FrameBytes frame) => source.AppendFrame(frame);

    public override void Ring() => inbox.Bell.Ring();

    public override void Dispose()
    {
        source.Close();
        inbox.Bell.Ring();
    }
}
