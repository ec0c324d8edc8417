namespace RaySharp.References;

/// <summary>One wait of one piece of code: for a number of completions, a time or a cancellation, whichever ends it first. The task that waits has its CPU again before <see cref="UntilAsync"/> ends.</summary>
/// <remarks>Continuations run inside <see cref="IThreadPoolWorkItem.Execute"/>: on the pool, taken from its global queue (fair to all callers).</remarks>
internal class PendingWait : TaskCompletionSource<WaitEnd>, IObjectWaiter, IThreadPoolWorkItem
{
    private readonly WaitScope? _scope;
    private int _remaining;
    private int _end;

    /// <summary>Begins the wait: from now on it must end.</summary>
    public PendingWait(int count = 1)
    {
        _remaining = count;
        _scope = WaitScope.Current;
        _scope?.BeginWait();
    }

    public bool IsOver => Volatile.Read(ref _end) != (int)WaitEnd.None;

    /// <summary>One of the completions that it waits for.</summary>
    public void OnCompleted(ObjectEntry? entry)
    {
        if (entry is not null && entry.TryOpenFor(this)) return;
        if (Interlocked.Decrement(ref _remaining) == 0) TryEnd(WaitEnd.Completed);
    }

    /// <summary>Decides how it ends; who gets true must call <see cref="Resume"/>, outside of its locks.</summary>
    public bool TryClaim(WaitEnd end) => Interlocked.CompareExchange(ref _end, (int)end, (int)WaitEnd.None) == (int)WaitEnd.None;

    public void Resume()
    {
        if (HeldResumes.TryHold(this)) return;
        if (_scope is null) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else _scope.EndWait(this);
    }

    public Task<WaitEnd> UntilAsync(in WaitLimit limit, CancellationToken cancel) =>
        limit.IsInfinite && !cancel.CanBeCanceled ? Task : BoundedAsync(limit, cancel);

    void IThreadPoolWorkItem.Execute() => SetResult((WaitEnd)_end);

    private void TryEnd(WaitEnd end)
    {
        if (TryClaim(end)) Resume();
    }

    private async Task<WaitEnd> BoundedAsync(WaitLimit limit, CancellationToken cancel)
    {
        using var timer = limit.IsInfinite ? null
            : limit.Clock.CreateTimer(static wait => ((PendingWait)wait!).TryEnd(WaitEnd.TimedOut), this, limit.Time, Timeout.InfiniteTimeSpan);
        using var cancellation = cancel.UnsafeRegister(static wait => ((PendingWait)wait!).TryEnd(WaitEnd.Cancelled), this);
        return await Task.ConfigureAwait(false);
    }
}
