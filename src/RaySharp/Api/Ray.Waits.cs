using RaySharp.References;

namespace RaySharp;

/// <summary>RaySharp's verbs.</summary>
public static partial class Ray
{
    /// <summary>Waits for all objects.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="refs">The references.</param>
    /// <param name="cancel">Ends the wait, not the tasks.</param>
    /// <returns>The values, in the order of the references.</returns>
    /// <remarks>Waits until all are complete, even if some fail. If any failed, what the first of them (in the order given) failed with is thrown.</remarks>
    /// <exception cref="TaskFailedException">A task threw.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled, or a task.</exception>
    public static Task<T[]> WhenAll<T>(IEnumerable<ObjectRef<T>> refs, CancellationToken cancel = default) => RefWaits.WhenAll(RefWaits.Checked([.. refs]), cancel);

    /// <inheritdoc cref="WhenAll{T}(IEnumerable{ObjectRef{T}}, CancellationToken)"/>
    public static Task<T[]> WhenAll<T>(params ReadOnlySpan<ObjectRef<T>> refs) => RefWaits.WhenAll(RefWaits.Checked(refs.ToArray()), default);

    /// <summary>Waits for all objects, of whatever types.</summary>
    /// <param name="refs">The references.</param>
    /// <param name="cancel">Ends the wait, not the tasks.</param>
    /// <returns>Ends when all are complete.</returns>
    /// <inheritdoc cref="WhenAll{T}(IEnumerable{ObjectRef{T}}, CancellationToken)"/>
    public static Task WhenAll(IEnumerable<ObjectRef> refs, CancellationToken cancel = default) => RefWaits.WhenAll(RefWaits.Checked([.. refs]), cancel);

    /// <inheritdoc cref="WhenAll(IEnumerable{ObjectRef}, CancellationToken)"/>
    public static Task WhenAll(params ReadOnlySpan<ObjectRef> refs) => RefWaits.WhenAll(RefWaits.Checked(refs.ToArray()), default);

    /// <summary>Waits until some objects are there (or failed), or the time is out.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="refs">The references; give <see cref="WaitResult{TRef}.Rest"/> of the wait before to go on.</param>
    /// <param name="count">How many to wait for; no more are returned as ready, even if more are.</param>
    /// <param name="timeout">How long to wait; null waits for ever, zero only looks. When it is out, those that are ready are returned, which may be none.</param>
    /// <param name="cancel">Ends the wait, not the tasks; nothing is lost, the same references can be waited for again.</param>
    /// <returns>The ready ones and the rest. Failures are not thrown here but by awaiting the references.</returns>
    /// <remarks>Without references it returns at once, with nothing.</remarks>
    /// <example><code>
    /// IReadOnlyList&lt;ObjectRef&lt;int&gt;&gt; ready, rest = refs;
    /// while (rest.Count &gt; 0)
    /// {
    ///     (ready, rest) = await Ray.WaitAsync(rest);
    ///     Use(await ready[0]);
    /// }
    /// </code></example>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1 or more than there are references, or <paramref name="timeout"/> is negative.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public static Task<WaitResult<ObjectRef<T>>> WaitAsync<T>(IEnumerable<ObjectRef<T>> refs, int count = 1, TimeSpan? timeout = null, CancellationToken cancel = default) =>
        RefWaits.WaitAsync(refs, count, timeout, cancel);

    /// <inheritdoc cref="WaitAsync{T}(IEnumerable{ObjectRef{T}}, int, TimeSpan?, CancellationToken)"/>
    public static Task<WaitResult<ObjectRef>> WaitAsync(IEnumerable<ObjectRef> refs, int count = 1, TimeSpan? timeout = null, CancellationToken cancel = default) =>
        RefWaits.WaitAsync(refs, count, timeout, cancel);

    /// <summary>The references one after another, as their objects are there (or failed).</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="refs">The references.</param>
    /// <param name="cancel">Ends the enumeration, not the tasks.</param>
    /// <returns>All references, in the order of their completion: await each for its value.</returns>
    public static IAsyncEnumerable<ObjectRef<T>> WhenEach<T>(IEnumerable<ObjectRef<T>> refs, CancellationToken cancel = default) => RefWaits.WhenEach(RefWaits.Checked([.. refs]), cancel);

    /// <inheritdoc cref="WhenEach{T}(IEnumerable{ObjectRef{T}}, CancellationToken)"/>
    public static IAsyncEnumerable<ObjectRef> WhenEach(IEnumerable<ObjectRef> refs, CancellationToken cancel = default) => RefWaits.WhenEach(RefWaits.Checked([.. refs]), cancel);
}
