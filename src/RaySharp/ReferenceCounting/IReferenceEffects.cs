namespace RaySharp.ReferenceCounting;

/// <summary>What the table has done for it. None of these may call back into the table. Messages to one process must leave in the order of these calls.</summary>
internal interface IReferenceEffects
{
    /// <summary>Tell the owner that this process holds its object or actor. It answers if asked to, or if it has no such thing.</summary>
    void SendAddBorrow(ProcessId owner, SharedId id, ulong number, bool answer);

    /// <summary>Tell the owner that this process holds it no more.</summary>
    void SendRemoveBorrow(ProcessId owner, SharedId id, ulong number);

    void SendBorrowAdded(ProcessId borrower, SharedId id, ulong number);

    void SendBorrowRefused(ProcessId borrower, SharedId id, ulong number);

    /// <summary>Tell the sender of a bag that it need not keep its references alive any more.</summary>
    void SendBagSettled(ProcessId sender, ulong bag);

    /// <summary>Nobody is counted for this object of ours any more: free every copy.</summary>
    /// <returns>Whether its value is gone, and what it holds may go; else somebody here still has it, and <see cref="ReferenceTable.ContainerGone"/> follows.</returns>
    bool FreeObject(ObjectId id);

    /// <summary>Nobody holds a handle of this actor that we created.</summary>
    void HandleCountZero(ActorId id);

    /// <summary>This process has nothing more to do with somebody else's object or actor.</summary>
    void Forget(SharedId id);

    /// <summary>The owner of something held here died.</summary>
    void OwnerLost(SharedId id);

    /// <summary>The owner of something held here has freed it: a process on its way here died too early to prevent that.</summary>
    void Lost(SharedId id);
}
