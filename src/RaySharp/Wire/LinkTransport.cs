namespace RaySharp.Wire;

/// <summary>How a link's frames travel: rings, the socket, or not at all (loopback).</summary>
internal abstract class LinkTransport
{
    protected Link Link { get; private set; } = null!;

    /// <summary>Where the peer's control frames come in.</summary>
    public abstract FrameSource ControlSource { get; }

    public void Bind(Link link)
    {
        Link = link;
        OnBound();
    }

    public abstract Carrier OpenControl();

    /// <summary>Null when the peer is known to have no such inbox. Called under the link's lock, while the link is up.</summary>
    public abstract Carrier? Open(uint inboxId, uint ringId);

    /// <summary>On the loop's thread, once, when the link is in the table.</summary>
    public virtual void Start()
    {
    }

    /// <summary>The outlet has written its last frame.</summary>
    public virtual void CloseRing(uint ringId)
    {
    }

    /// <summary>The inbox of this source is gone: the peer's outlet may close.</summary>
    public virtual void Refuse(FrameSource source)
    {
    }

    /// <summary>On the loop's thread: whether the peer's end of the socket is closed.</summary>
    public virtual bool PeerHungUp() => false;

    /// <summary>On the loop's thread, after the outlets are dead.</summary>
    public virtual void Close()
    {
    }

    protected virtual void OnBound()
    {
    }
}
