namespace RaySharp.Store;

/// <summary>What the store has done for it. None of these may call back into the store.</summary>
internal interface INodeStoreEffects
{
    /// <summary>Make an extent; answer with ExtentCreated or ExtentFailed.</summary>
    /// <param name="extent">Its number.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="onDisk">Whether it is a file.</param>
    /// <param name="reserve">Of which reserve it is made, as far as that goes; 0: of none.</param>
    void CreateExtent(ulong extent, long bytes, bool onDisk, ulong reserve);

    /// <summary>Make so much memory ahead, in the background; answer with ReserveGrown.</summary>
    void GrowReserve(ulong reserve, long bytes);

    /// <summary>What is more than that goes back to the system now.</summary>
    void ShrinkReserve(ulong reserve, long bytes);

    /// <summary>The extent is no more: all who mapped it let go of it when nothing of theirs lies there.</summary>
    void DestroyExtent(ulong extent);

    /// <summary>Give these parts of the extent back to the system, now: nobody reads or writes there.</summary>
    /// <returns>False where that cannot be done: nothing has changed.</returns>
    bool PunchExtent(ulong extent, IReadOnlyList<(long Offset, long Length)> parts);

    /// <summary>The process may write there, and nobody else, until it returns the extent.</summary>
    /// <param name="process">Who asked.</param>
    /// <param name="request">Its number.</param>
    /// <param name="extent">Which extent.</param>
    /// <param name="taken">What lies there already: offsets and lengths.</param>
    void GrantExtent(ProcessId process, ulong request, ulong extent, IReadOnlyList<(long Offset, long Length)> taken);

    void RefuseExtent(ProcessId process, ulong request, string reason);

    /// <summary>Its objects at these offsets are gone: the writer may use the space again.</summary>
    void FreeBlock(ProcessId writer, ulong extent, long offset);

    /// <summary>Room is short: return extents in which nothing is being written.</summary>
    void RecallExtents(ProcessId writer);

    /// <summary>The object is there and stays where it is until the process closes it.</summary>
    void Opened(ProcessId process, ulong request, ulong extent, long offset, long length);

    /// <summary>It cannot be read: it is gone, or, where there is no room to restore it, not now.</summary>
    /// <param name="process">Who asked.</param>
    /// <param name="request">Its number.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isFull">Whether there is no room now.</param>
    /// <param name="without">Nodes that have no copy though they may have been said to: where there are some, its owner may know of others.</param>
    void OpenFailed(ProcessId process, ulong request, string reason, bool isFull, IReadOnlyList<uint> without);

    /// <summary>Write these to disk; answer with Spilled or SpillFailed.</summary>
    void Spill(ulong batch, IReadOnlyList<StoredObject> objects);

    /// <summary>Read the object back from disk, or from its <see cref="StoredObject.Source"/>, into its place; answer with Restored or RestoreFailed.</summary>
    void Restore(StoredObject stored);

    /// <summary>Get the object from that node into its place; answer with Pulled or PullFailed, once.</summary>
    void Pull(StoredObject stored, uint node);

    /// <summary>Nobody needs what is being pulled; it is answered all the same, soon.</summary>
    void CancelPull(StoredObject stored);

    /// <summary>Tell the owner that this node has a copy.</summary>
    void Copied(ObjectId id);

    /// <summary>Tell the owner that this node has no copy any more.</summary>
    void Dropped(ObjectId id);

    /// <summary>The copy on disk is not needed any more.</summary>
    void DropSpilled(object location);

    /// <summary>Ask processes to collect garbage and to let go of what they only keep in case; answer with Collected. False: asked a moment ago.</summary>
    bool AskToCollect();

    /// <summary>Nothing that could make room is under way: come back with PatienceOver after a while.</summary>
    void WaitPatiently();
}
