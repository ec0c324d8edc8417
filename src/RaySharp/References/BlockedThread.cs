namespace RaySharp.References;

/// <summary>Waits of code that cannot await: the thread stays, but the task that runs on it gives its CPU back after a moment, as one that awaits does at once.</summary>
internal static class BlockedThread
{
    /// <summary>What another process answers at once takes less: giving the CPU back and being given it again would take longer.</summary>
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits until it is over. Fails as it does.</summary>
    public static void Until(Task work)
    {
        if (WaitScope.Current is not null && Task.WaitAny([work], _moment) < 0) GiveBackUntil(work);
        work.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the result. Fails as it does.</summary>
    public static T Until<T>(Task<T> work)
    {
        Until((Task)work);
        return work.Result;
    }

    private static void GiveBackUntil(Task work)
    {
        var wait = new PendingWait();
        work.ContinueWith(static (_, wait) => ((PendingWait)wait!).OnCompleted(null), wait, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        wait.Task.GetAwaiter().GetResult();
    }
}
