namespace RaySharp.Wire;

/// <summary>One sender's frames into one inbox. Everything but <see cref="Close"/> and <see cref="Drop"/> runs under that inbox's gate.</summary>
internal abstract class FrameSource(Link link)
{
    private volatile bool _closing;
    private volatile bool _dropped;

    public Link Link { get; } = link;

    public Assembler Assembler { get; } = new(link.MaxFrameBytes);

    /// <summary>No more will be written: the inbox reads what is there and lets go.</summary>
    public bool IsClosing => _closing;

    /// <summary>Nothing that was read from it may be handed out any more.</summary>
    public bool IsDropped => _dropped;

    /// <summary>Bytes that could be read now.</summary>
    public abstract long Available { get; }

    public void Close() => _closing = true;

    public void Drop() => _dropped = true;

    /// <summary>Moves what is there, or a batch of it, out of shared hands. False when there is nothing.</summary>
    public abstract bool Fill(Batch batch);

    /// <summary>Nothing will be read from the source again; what was read may still be handed out.</summary>
    public abstract void Detach();
}
