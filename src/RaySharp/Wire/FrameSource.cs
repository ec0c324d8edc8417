namespace RaySharp.Wire;

/// <summary>One sender's frames into one inbox. Everything but <see cref="Close"/> runs under that inbox's gate.</summary>
abstract class FrameSource(Link link)
{
    volatile bool _closing;

    public Link Link { get; } = link;

    public Assembler Assembler { get; } = new(link.MaxFrameBytes);

    /// <summary>No more will be written: the inbox reads what is there and lets go.</summary>
    public bool IsClosing => _closing;

    /// <summary>Bytes that could be read now.</summary>
    public abstract long Available { get; }

    public void Close() => _closing = true;

    /// <summary>Moves what is there, or a batch of it, out of shared hands. False when there is nothing.</summary>
    public abstract bool Fill(Batch batch);

    /// <summary>The inbox will never touch the source again.</summary>
    public virtual void Detach() => Assembler.Reset();
}
