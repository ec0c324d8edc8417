using RaySharp.Blocks;

namespace RaySharp.References;

/// <summary>A value that lies in the node's object store. It can be read once it is open for this process.</summary>
internal abstract class StoredPayload
{
    public abstract long Length { get; }

    /// <summary>The nodes that have it, as far as this process knows: the one that keeps it first. Not to be changed.</summary>
    public abstract uint[] Nodes { get; set; }

    /// <summary>The node that keeps it; 0 where none is known.</summary>
    public uint Node => Nodes is [var first, ..] ? first : 0;

    /// <summary>Whether <see cref="Read"/> returns (or throws) at once.</summary>
    public abstract bool IsReadable { get; }

    /// <summary>Whether only a task that has not started wants it: then it can wait longest where room is short. A get sets it back.</summary>
    public abstract bool IsArgument { get; set; }

    /// <summary>Opens it, and tells the waiter then; false if it is open already (or failed), the waiter is not called then.</summary>
    public abstract bool TryOpen(ObjectEntry entry, IObjectWaiter waiter);

    /// <summary>The bytes where they lie: immutable, and there as long as the memory is referenced. Waits where it is not open.</summary>
    /// <param name="use">To be given to <see cref="EndRead"/>.</param>
    /// <exception cref="ObjectLostException">They are gone.</exception>
    public abstract ReadOnlyMemory<byte> Read(out IUseCounted use);

    /// <summary>Throws what <see cref="Read"/> would, where that is known: it was tried to open it, and failed.</summary>
    /// <exception cref="ObjectLostException">They are gone.</exception>
    public abstract void ThrowIfUnreadable();

    /// <summary>The reading is over; values that were read in place count for themselves.</summary>
    public abstract void EndRead(IUseCounted use);

    /// <summary>So many of its bytes were copied to the heap.</summary>
    public abstract void CountCopied(long bytes);

    /// <summary>Nobody needs the value any more; what was read of it stays.</summary>
    public abstract void LetGo();
}
