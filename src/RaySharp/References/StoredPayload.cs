using RaySharp.Blocks;

namespace RaySharp.References;

/// <summary>A value that lies in the node's object store. It can be read once it is open for this process.</summary>
internal abstract class StoredPayload
{
    public abstract long Length { get; }

    /// <summary>Whether <see cref="Read"/> returns (or throws) at once.</summary>
    public abstract bool IsReadable { get; }

    /// <summary>Opens it, and tells the waiter then; false if it is open already (or failed), the waiter is not called then.</summary>
    public abstract bool TryOpen(ObjectEntry entry, IObjectWaiter waiter);

    /// <summary>The bytes where they lie: immutable, and there as long as the memory is referenced. Waits where it is not open.</summary>
    /// <param name="use">Ends with the reading: <see cref="IUseCounted.RemoveUse"/>.</param>
    /// <exception cref="ObjectLostException">They are gone.</exception>
    public abstract ReadOnlyMemory<byte> Read(out IUseCounted use);

    /// <summary>Nobody needs the value any more; what was read of it stays.</summary>
    public abstract void LetGo();
}
