using RaySharp.Codecs;

namespace RaySharp.References;

/// <summary>What a process knows of one object: whether it is there, its bytes or its failure, and who waits for it.</summary>
/// <remarks>Completed once; immutable afterwards. Safe from any thread.</remarks>
internal class ObjectEntry
{
    private static readonly object _done = new();
    private object? _waiters;   // null, one IObjectWaiter, a WaiterList, or _done
    private int _claimed;       // 1 from when somebody completes it: the payload is written by one only
    private ObjectPayload _payload;
    private FailureGuard? _failure;

    public ObjectEntry(ObjectId id) => Id = id;

    public ObjectId Id { get; }

    /// <summary>Makes a fresh exception for each get; null while pending and after success.</summary>
    public Func<Exception>? Failure => _failure?.Make;

    public bool IsCompleted => ReferenceEquals(Volatile.Read(ref _waiters), _done);

    /// <summary>The encoded value, if it is here. Only after completion without failure.</summary>
    public ReadOnlySpan<byte> Bytes => _payload.Span;

    /// <summary>Where the value is, if it is in the store. Only after completion.</summary>
    public StoredPayload? Stored => _payload.Stored;

    /// <summary>Whether the value, or the failure, can be had without waiting.</summary>
    public bool IsReadable => IsCompleted && (_payload.Stored is null or { IsReadable: true });

    /// <summary>The object is there; if it is in the store and not open yet, the waiter is called again when it is.</summary>
    public bool TryOpenFor(IObjectWaiter waiter) => _payload.Stored is { } stored && stored.TryOpen(this, waiter);

    /// <summary>What decoding needs to make references of (see CodecReader.Context).</summary>
    public virtual object? CodecContext => null;

    /// <summary>A value was decoded with that context.</summary>
    public virtual void Decoded(object? context) { }

    /// <summary>Told of a failure that nobody saw: of the runtime that the object belongs to.</summary>
    protected virtual UnobservedFailures? Unobserved => null;

    internal int WaiterCount => Volatile.Read(ref _waiters) switch { WaiterList list => list.Count, IObjectWaiter => 1, _ => 0 };

    /// <summary>Somebody wants the value now: a borrower fetches it from its owner. Must not throw: what goes wrong is a failure of the object.</summary>
    public virtual void Want() { }

    /// <summary>Asks that the task which makes this object be cancelled.</summary>
    public virtual void Cancel(bool force, bool recursive) { }

    /// <summary>One more, or one less, reference object or argument of this process holds the object.</summary>
    public virtual void AddHold() { }

    public virtual void ReleaseHold() { }

    /// <summary>The user said that a reference is not used any more: what nothing else counts is let go at once.</summary>
    public virtual void Release() { }

    /// <summary>Completes with a value; false if it was completed before.</summary>
    public bool TryComplete(ReadOnlySpan<byte> bytes)
    {
        if (IsCompleted) return false;
        var payload = ObjectPayload.Copy(bytes);
        if (!TryClaim()) return false;
        _payload = payload;
        Finish();
        return true;
    }

    /// <summary>Completes with what a writer holds.</summary>
    public bool TryComplete(CodecWriter writer)
    {
        if (writer.TotalLength == writer.Length) return TryComplete(writer.Written);
        byte[] whole = GC.AllocateUninitializedArray<byte>((int)writer.TotalLength);
        writer.CopyTo(whole);
        return TryComplete(whole);
    }

    /// <summary>Completes with a value in the store; false if it was completed before.</summary>
    public bool TryComplete(StoredPayload stored)
    {
        if (IsCompleted || !TryClaim()) return false;
        _payload = ObjectPayload.Of(stored);
        Finish();
        return true;
    }

    /// <summary>Completes with a failure; false if it was completed before.</summary>
    public bool TryFail(Func<Exception> failure)
    {
        if (IsCompleted) return false;
        var guard = new FailureGuard(Id, failure, Unobserved);
        if (!TryClaim())
        {
            guard.Observed();
            return false;
        }
        _failure = guard;
        Finish();
        return true;
    }

    /// <summary>Somebody saw the failure, or it was passed on to somebody who will: it is not logged as unobserved.</summary>
    public void ObserveFailure() => _failure?.Observed();

    /// <summary>Registers a waiter; false if the object is completed already, the waiter is not called then.</summary>
    public bool TryWait(IObjectWaiter waiter)
    {
        while (true)
        {
            object? seen = Volatile.Read(ref _waiters);
            if (ReferenceEquals(seen, _done)) return false;
            if (seen is WaiterList list)
            {
                lock (list)
                {
                    if (!ReferenceEquals(Volatile.Read(ref _waiters), list)) continue;
                    list.Add(waiter);
                }
                break;
            }
            object next = waiter;
            if (seen is IObjectWaiter { IsOver: false } other)
            {
                var both = new WaiterList(other);
                both.Add(waiter);
                next = both;
            }
            if (ReferenceEquals(Interlocked.CompareExchange(ref _waiters, next, seen), seen)) break;
        }
        Want();
        return true;
    }

    /// <summary>Lets go a waiter that is over before the object is there. One call for each registration.</summary>
    public void Forget(IObjectWaiter waiter)
    {
        object? seen = Interlocked.CompareExchange(ref _waiters, null, waiter);
        if (seen is not WaiterList list) return;
        lock (list)
        {
            if (ReferenceEquals(Volatile.Read(ref _waiters), list)) list.Forget();
        }
    }

    private bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    private void Finish()
    {
        object? waiters = Interlocked.Exchange(ref _waiters, _done);
        if (waiters is IObjectWaiter one) one.OnCompleted(this);
        else if (waiters is WaiterList list)
        {
            lock (list) { }     // who is adding ends; who comes later sees _done. Waiters run outside, they may take locks of their own
            list.NotifyAll(this);
        }
    }
}
