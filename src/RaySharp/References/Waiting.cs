namespace RaySharp.References;

/// <summary>Waits for one object that can run out or be cancelled.</summary>
internal static class Waiting
{
    /// <summary>Ends when the object is completed.</summary>
    public static Task UntilCompleted(ObjectEntry entry, TimeSpan? timeout, CancellationToken cancel, TimeProvider? clock = null)
    {
        var limit = WaitLimit.Of(timeout, clock);
        return entry.IsReadable ? Task.CompletedTask : WaitAsync(entry, limit, cancel);
    }

    private static async Task WaitAsync(ObjectEntry entry, WaitLimit limit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (limit.IsZero)
        {
            entry.Want();
            if (entry.IsCompleted) entry.TryOpenFor(Nobody.Instance);
            if (entry.IsReadable) return;
            throw RanOut(entry, limit);
        }
        var wait = new PendingWait();
        if (!entry.TryWait(wait)) wait.OnCompleted(entry);
        var end = await wait.UntilAsync(limit, cancel).ConfigureAwait(false);
        if (end == WaitEnd.Completed) return;
        entry.Forget(wait);
        throw end == WaitEnd.TimedOut ? RanOut(entry, limit) : new OperationCanceledException(cancel);
    }

    private static GetTimeoutException RanOut(ObjectEntry entry, in WaitLimit limit) =>
        new($"{entry.Id} was not there after {limit.Time.TotalSeconds:0.###} s. Its task goes on: wait again, or cancel it with ObjectRef.Cancel().");

    /// <summary>Has a value opened for whoever looks next.</summary>
    private sealed class Nobody : IObjectWaiter
    {
        public static readonly Nobody Instance = new();

        public void OnCompleted(ObjectEntry entry) { }
    }
}
