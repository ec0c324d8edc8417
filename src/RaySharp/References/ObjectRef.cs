using RaySharp.Codecs;
using RaySharp.References;

namespace RaySharp;

/// <summary>A reference to an object that a task makes, of a task without result. Await it, pass it as an argument, or let it go.</summary>
public class ObjectRef
{
    private HoldGuard? _guard;

    internal ObjectRef(ObjectEntry entry) => Entry = entry;

    /// <summary>The object's id.</summary>
    public ObjectId Id => Entry.Id;

    /// <summary>Whether the value is there, or the task failed.</summary>
    public bool IsCompleted => Entry.IsCompleted;

    internal ObjectEntry Entry { get; }

    /// <summary>Lets <c>await</c> wait for the object.</summary>
    /// <returns>The awaiter.</returns>
    public ObjectAwaiter GetAwaiter() => new(this);

    /// <summary>Waits for the object.</summary>
    /// <param name="timeout">How long to wait; null waits for ever, and no time at all only looks: a large value that this process has not open is opened for who looks next. The task itself goes on.</param>
    /// <param name="cancel">Ends the wait, not the task.</param>
    /// <returns>A task that ends when the object is there.</returns>
    /// <exception cref="GetTimeoutException">The time ran out.</exception>
    /// <exception cref="TaskFailedException">The task threw.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled, or the task itself.</exception>
    public async Task GetAsync(TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        await Waiting.UntilCompleted(Entry, timeout, cancel).ConfigureAwait(false);
        ThrowIfUnreadable();
    }

    /// <summary>Asks that the task be cancelled: one that has not started never does, one that runs sees its CancellationToken.</summary>
    /// <param name="force">Ends its process. Only for tasks with <see cref="Isolation.Process"/>; else the task fails to be cancelled and says why.</param>
    /// <param name="recursive">Cancels the tasks that it started, too.</param>
    public void Cancel(bool force = false, bool recursive = true) => Entry.Cancel(force, recursive);

    /// <summary>
    /// Lets the object go before the garbage collector finds out: a large value leaves the object store now, or as soon as nobody else holds the
    /// object: no other process, and no task that was given it. The reference must not be used afterwards; values that were got by it may be.
    /// </summary>
    public void Release()
    {
        Interlocked.Exchange(ref _guard, null)?.Dispose();
        Entry.Release();
    }

    /// <summary>From now on the end of this reference is noticed and told to <see cref="Entry"/>. Only what other processes may know needs that.</summary>
    internal void Guard()
    {
        if (_guard is not null) return;
        var guard = new HoldGuard(Entry);
        if (Interlocked.CompareExchange(ref _guard, guard, null) is not null) guard.Dispose();
    }

    /// <summary>For those who want no value, but know whether there is one: a value in the store that was to be opened and could not be is a failure, too.</summary>
    internal void ThrowIfUnreadable()
    {
        ThrowIfFailed();
        Entry.Stored?.ThrowIfUnreadable();
    }

    internal void ThrowIfFailed()
    {
        if (Entry.Failure is not { } failure) return;
        Entry.ObserveFailure();
        throw failure();
    }
}

/// <summary>A reference to an object of a type. Await it, pass it as an argument, or let it go.</summary>
/// <typeparam name="T">The object's type.</typeparam>
public sealed class ObjectRef<T> : ObjectRef
{
    private readonly Codec<T> _codec;

    internal ObjectRef(ObjectEntry entry, Codec<T> codec) : base(entry) => _codec = codec;

    /// <inheritdoc cref="ObjectRef.GetAwaiter"/>
    public new ObjectAwaiter<T> GetAwaiter() => new(this);

    /// <inheritdoc cref="ObjectRef.GetAsync"/>
    public new async Task<T> GetAsync(TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        await Waiting.UntilCompleted(Entry, timeout, cancel).ConfigureAwait(false);
        return Decode();
    }

    internal T Decode()
    {
        ThrowIfFailed();
        object? context = Entry.CodecContext;
        var value = Entry.Stored is { } stored ? Decode(stored, context) : Decode(Entry.Bytes, context);
        Entry.Decoded(context);
        GC.KeepAlive(this);     // its hold keeps alive what the value refers to, until that is held itself
        return value;
    }

    private T Decode(ReadOnlySpan<byte> bytes, object? context)
    {
        CodecReader reader = new(bytes, context);
        return _codec.Read(ref reader);
    }

    private T Decode(StoredPayload stored, object? context)
    {
        var memory = stored.Read(out var use);
        try
        {
            var reader = CodecReader.OverMemory(memory, context);
            var value = _codec.Read(ref reader);
            stored.CountCopied(reader.CopiedBytes);
            return value;
        }
        finally
        {
            stored.EndRead(use);
        }
    }
}
