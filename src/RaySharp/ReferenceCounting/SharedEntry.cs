namespace RaySharp.ReferenceCounting;

/// <summary>What one process counts of one shared object or actor.</summary>
internal sealed class SharedEntry(SharedId id)
{
    private static readonly List<BorrowWaiter> _none = [];
    private HashSet<ProcessId>? _borrowers;
    private List<BorrowWaiter>? _waiters;

    public SharedId Id { get; } = id;

    /// <summary>References, arguments of unfinished tasks and values of own objects that hold it here.</summary>
    public int Holds { get; set; }

    /// <summary>Bags on their way, or not settled yet, that it was sent in.</summary>
    public int Pins { get; set; }

    /// <summary>Bags that it came in and that are not being settled yet: their senders keep it alive.</summary>
    public int Shelters { get; set; }

    /// <summary>Of the owner: how many processes hold it.</summary>
    public int BorrowerCount => _borrowers?.Count ?? 0;

    /// <summary>Of the owner: the processes that hold it.</summary>
    public IEnumerable<ProcessId> Borrowers => _borrowers ?? [];

    /// <summary>Of a borrower: what the owner knows of it.</summary>
    public BorrowState Borrow { get; set; }

    /// <summary>Of a borrower: which of its requests the owner's answer must name.</summary>
    public ulong BorrowNumber { get; set; }

    public bool IsKept => Holds + Pins > 0;

    public void AddBorrower(ProcessId process) => (_borrowers ??= []).Add(process);

    public bool RemoveBorrower(ProcessId process) => _borrowers?.Remove(process) == true;

    /// <summary>Of a borrower: something can be let go when the owner has answered.</summary>
    public void AddWaiter(BorrowWaiter waiter) => (_waiters ??= []).Add(waiter);

    public List<BorrowWaiter> TakeWaiters()
    {
        var taken = _waiters ?? _none;
        _waiters = null;
        return taken;
    }
}

/// <summary>What the owner knows of a borrower.</summary>
internal enum BorrowState
{
    Unknown,

    /// <summary>Told, not answered.</summary>
    Asked,

    Registered,

    /// <summary>The owner, or its object, is gone.</summary>
    Lost,
}

/// <summary>Something that keeps a borrowed object alive until its owner knows of this borrower: a bag, or the object in whose value it was found.</summary>
internal readonly record struct BorrowWaiter(InboundBag? Bag, SharedId Container);

/// <summary>References that came from another process and that it keeps alive until told.</summary>
internal sealed class InboundBag(ProcessId sender, ulong number, SharedId[] references)
{
    public ProcessId Sender { get; } = sender;

    public ulong Number { get; } = number;

    public SharedId[] References { get; } = references;

    public bool IsSettling { get; set; }

    /// <summary>The sender is told by a message of its own: what it could have travelled with is gone.</summary>
    public bool IsLate { get; set; }

    /// <summary>Answers of owners that are missing.</summary>
    public int Missing { get; set; }
}

/// <summary>References that were sent to another process.</summary>
internal readonly record struct OutboundBag(ProcessId Receiver, SharedId[] References);
