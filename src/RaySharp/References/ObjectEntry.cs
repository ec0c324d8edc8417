namespace RaySharp.References;

/// <summary>What a process knows of one object: whether it is there, its bytes or its failure, and who waits for it.</summary>
/// <remarks>Completed once; immutable afterwards. Safe from any thread.</remarks>
internal class ObjectEntry
{
    private static readonly object _done = new();
    private object? _waiters;   // null, one IObjectWaiter, a List<IObjectWaiter>, or _done
    private ObjectPayload _payload;

    public ObjectEntry(ObjectId id) => Id = id;

    public ObjectId Id { get; }

    /// <summary>Makes a fresh exception for each get; null while pending and after success.</summary>
    public Func<Exception>? Failure { get; private set; }

    public bool IsCompleted => ReferenceEquals(Volatile.Read(ref _waiters), _done);

    /// <summary>The encoded value. Only after completion without failure.</summary>
    public ReadOnlySpan<byte> Bytes => _payload.Span;

    /// <summary>What decoding needs to make references of (see CodecReader.Context).</summary>
    public virtual object? CodecContext => null;

    /// <summary>Somebody wants the value now: a borrower fetches it from its owner.</summary>
    public virtual void Want() { }

    /// <summary>Asks that the task which makes this object be cancelled.</summary>
    public virtual void Cancel(bool force, bool recursive) { }

    /// <summary>One more, or one less, reference object or argument of this process holds the object.</summary>
    public virtual void AddHold() { }

    public virtual void ReleaseHold() { }

    /// <summary>Completes with a value; false if it was completed before.</summary>
    public bool TryComplete(ReadOnlySpan<byte> bytes)
    {
        if (IsCompleted) return false;
        _payload = ObjectPayload.Copy(bytes);
        return Finish();
    }

    public bool TryFail(Func<Exception> failure)
    {
        if (IsCompleted) return false;
        Failure = failure;
        return Finish();
    }

    /// <summary>Registers a waiter; false if the object is completed already, the waiter is not called then.</summary>
    public bool TryWait(IObjectWaiter waiter)
    {
        while (true)
        {
            object? seen = Volatile.Read(ref _waiters);
            if (ReferenceEquals(seen, _done)) return false;
            if (seen is List<IObjectWaiter> list)
            {
                lock (list)
                {
                    if (!ReferenceEquals(Volatile.Read(ref _waiters), list)) continue;
                    list.Add(waiter);
                }
                break;
            }
            object next = seen is null ? waiter : new List<IObjectWaiter> { (IObjectWaiter)seen, waiter };
            if (ReferenceEquals(Interlocked.CompareExchange(ref _waiters, next, seen), seen)) break;
        }
        Want();
        return true;
    }

    private bool Finish()
    {
        object? waiters = Interlocked.Exchange(ref _waiters, _done);
        if (waiters is IObjectWaiter one) one.OnCompleted(this);
        else if (waiters is List<IObjectWaiter> list)
        {
            lock (list)
            {
                foreach (var waiter in list) waiter.OnCompleted(this);
            }
        }
        return !ReferenceEquals(waiters, _done);
    }
}
