namespace RaySharp.Wire;

/// <summary>What the parts of one endpoint share.</summary>
internal sealed class WireContext(WireOptions options, SocketLoop loop, InboxTable inboxes, StalledOutlets stalled, ILinkEvents events)
{
    public WireOptions Options { get; } = options;

    public SocketLoop Loop { get; } = loop;

    public InboxTable Inboxes { get; } = inboxes;

    public StalledOutlets Stalled { get; } = stalled;

    public ILinkEvents Events { get; } = events;

    public Inbox Control => Inboxes.Control;

    /// <summary>Set once, right after construction.</summary>
    public LinkTable Links { get; set; } = null!;

    /// <summary>Where connections from other nodes come in; null without other nodes. Set once, right after construction.</summary>
    public RemoteGate? Gate { get; set; }
}
