namespace RaySharp.ObjectMemory;

/// <summary>What <see cref="ObjectCopies"/> and <see cref="DeletionFence"/> have told to others. None of these may call back.</summary>
internal interface ICopyEffects
{
    /// <summary>The node's copies of these are the first now; it answers whether it has them.</summary>
    void Keep(uint node, ObjectId[] ids);

    /// <summary>Nobody needs the node's copies of these.</summary>
    void Delete(uint node, ObjectId[] ids);

    /// <summary>The node is asked to answer when it has deleted what it was told to before.</summary>
    void AskDeletions(uint node, ulong number);

    /// <summary>Another process's object cannot be had where it was said to be: its owner is asked.</summary>
    void AskOwner(ulong number, ObjectId id, uint[] without, string reason);

    /// <summary>Who asked is told where an own object is.</summary>
    void Answer(ProcessId asker, ulong number, CopiesAnswer answer);
}
