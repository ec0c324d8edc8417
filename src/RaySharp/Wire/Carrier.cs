namespace RaySharp.Wire;

/// <summary>The way of an outlet's frames to a peer's inbox. Not thread-safe: the outlet's lock guards it.</summary>
internal abstract class Carrier : IDisposable
{
    /// <summary>Bytes that wait on the heap.</summary>
    public virtual long QueuedBytes => 0;

    /// <summary>Whether queued bytes could move on now.</summary>
    public virtual bool CanMove => false;

    /// <summary>Whether the reader must be rung to see what was put before.</summary>
    public abstract bool NeedsRing { get; }

    /// <summary>Whether a ring costs a system call, and several have gone out since anything came from the peer: further ones had better share one.</summary>
    public virtual bool IsInBurst => false;

    /// <summary>Takes the frame, in full; never blocks.</summary>
    public abstract void Put(FrameBytes frame);

    /// <summary>Wakes the reader if it sleeps.</summary>
    public abstract void Ring();

    /// <summary>Moves queued bytes on; true when none are left.</summary>
    public virtual bool Pump() => true;

    public abstract void Dispose();
}
