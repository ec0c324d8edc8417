namespace RaySharp.Wire;

/// <summary>A link of an endpoint to itself.</summary>
internal sealed class LoopTransport(WireContext context) : LinkTransport
{
    private MemorySource? _control;

    public override FrameSource ControlSource => _control!;

    public override Carrier OpenControl() => new LocalCarrier(_control!, context.Control);

    public override Carrier? Open(uint inboxId, uint ringId)
    {
        if (context.Inboxes.Find(inboxId) is not { } inbox)
            return null;
        MemorySource source = new(Link);
        inbox.Attach(source);
        return new LocalCarrier(source, inbox);
    }

    protected override void OnBound() => _control = new MemorySource(Link);
}
