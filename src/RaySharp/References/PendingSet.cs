using RaySharp.References;

namespace RaySharp;

/// <summary>References to wait for, for loops that drain or refill: whichever is complete first is taken first, at a cost that does not grow with their number. Safe from any thread.</summary>
/// <typeparam name="TRef"><see cref="ObjectRef"/>, or <see cref="ObjectRef{T}"/> of a type.</typeparam>
public sealed class PendingSet<TRef> where TRef : ObjectRef
{
    private readonly PendingQueue _queue = new();

    /// <summary>How many were added and not taken.</summary>
    public int Count => _queue.Count;

    /// <summary>Adds a reference.</summary>
    /// <param name="reference">The reference; one that is added twice can be taken twice.</param>
    public void Add(TRef reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        _queue.Add(reference);
    }

    /// <summary>Takes the reference that is complete first, its object there or failed; waits where none is.</summary>
    /// <param name="cancel">Ends the wait; the set stays as it was.</param>
    /// <returns>The reference: await it for its value.</returns>
    /// <exception cref="InvalidOperationException">Nothing is left to take: the set is empty, or others wait for all that it holds.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async ValueTask<TRef> TakeAsync(CancellationToken cancel = default) => (TRef)await _queue.TakeAsync(cancel).ConfigureAwait(false);
}
