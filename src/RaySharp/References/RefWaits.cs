using System.Runtime.CompilerServices;

namespace RaySharp.References;

/// <summary>Waits for many objects.</summary>
internal static class RefWaits
{
    public static async Task<T[]> WhenAll<T>(ObjectRef<T>[] refs, CancellationToken cancel)
    {
        await UntilAll(refs, cancel).ConfigureAwait(false);
        ObserveAll(refs);
        return Array.ConvertAll(refs, static reference => reference.Decode());
    }

    public static async Task WhenAll(ObjectRef[] refs, CancellationToken cancel)
    {
        await UntilAll(refs, cancel).ConfigureAwait(false);
        ObserveAll(refs);
        foreach (var reference in refs) reference.ThrowIfUnreadable();
    }

    public static Task<WaitResult<TRef>> WaitAsync<TRef>(IEnumerable<TRef> refs, int count, TimeSpan? timeout, CancellationToken cancel, TimeProvider? clock = null)
        where TRef : ObjectRef
    {
        ArgumentNullException.ThrowIfNull(refs);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var limit = WaitLimit.Of(timeout, clock);
        if (cancel.IsCancellationRequested) return Task.FromCanceled<WaitResult<TRef>>(cancel);
        if (refs is WaitRest<TRef> rest && rest.Count > 0)
        {
            CheckCount(count, rest.Count);
            if (rest.Group.TryStepAsync(rest, count, limit, cancel) is { } step) return step;
        }
        var all = Checked([.. refs]);
        if (all.Length == 0) return Task.FromResult(new WaitResult<TRef>([], []));
        CheckCount(count, all.Length);
        return new WaitGroup(all).TryStepAsync<TRef>(null, count, limit, cancel)!;
    }

    public static async IAsyncEnumerable<TRef> WhenEach<TRef>(TRef[] refs, [EnumeratorCancellation] CancellationToken cancel) where TRef : ObjectRef
    {
        var pending = new PendingSet<TRef>();
        foreach (var reference in refs) pending.Add(reference);
        while (pending.Count > 0) yield return await pending.TakeAsync(cancel).ConfigureAwait(false);
    }

    public static TRef[] Checked<TRef>(TRef[] refs) where TRef : ObjectRef
    {
        int missing = Array.IndexOf(refs, null);
        return missing < 0 ? refs : throw new ArgumentException($"Item {missing} of {refs.Length} references is null.", nameof(refs));
    }

    private static async Task UntilAll(ObjectRef[] refs, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (Array.TrueForAll(refs, static reference => reference.Entry.IsReadable)) return;
        var wait = new PendingWait(refs.Length);
        foreach (var reference in refs)
        {
            if (!reference.Entry.TryWait(wait)) wait.OnCompleted(reference.Entry);
        }
        if (await wait.UntilAsync(WaitLimit.Of(null, null), cancel).ConfigureAwait(false) == WaitEnd.Completed) return;
        foreach (var reference in refs) reference.Entry.Forget(wait);
        throw new OperationCanceledException(cancel);
    }

    // Only the first failure is thrown; the others were asked for and must not be logged as if nobody had.
    private static void ObserveAll(ObjectRef[] refs)
    {
        foreach (var reference in refs) reference.Entry.ObserveFailure();
    }

    private static void CheckCount(int count, int given)
    {
        if (count > given)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{count} ready references were asked for, but only {given} were given. Ask for at most as many: Math.Min(count, refs.Count).");
    }
}
