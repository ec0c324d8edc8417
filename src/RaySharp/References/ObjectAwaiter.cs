using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace RaySharp.References;

/// <summary>What <c>await</c> uses; not for direct use.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ObjectAwaiter : ICriticalNotifyCompletion
{
    private readonly ObjectRef _reference;

    internal ObjectAwaiter(ObjectRef reference) => _reference = reference;

    /// <summary>Whether the object is there or failed.</summary>
    public bool IsCompleted => _reference.Entry.IsReadable;

    /// <summary>Throws what the task failed with.</summary>
    public void GetResult() => _reference.ThrowIfUnreadable();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Await(_reference.Entry, continuation, flowContext: true);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Await(_reference.Entry, continuation, flowContext: false);
}

/// <summary>What <c>await</c> uses; not for direct use.</summary>
/// <typeparam name="T">The object's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ObjectAwaiter<T> : ICriticalNotifyCompletion
{
    private readonly ObjectRef<T> _reference;

    internal ObjectAwaiter(ObjectRef<T> reference) => _reference = reference;

    /// <summary>Whether the object is there or failed.</summary>
    public bool IsCompleted => _reference.Entry.IsReadable;

    /// <summary>The value.</summary>
    /// <returns>A copy of its own for each caller.</returns>
    public T GetResult() => _reference.Decode();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Await(_reference.Entry, continuation, flowContext: true);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Await(_reference.Entry, continuation, flowContext: false);
}
