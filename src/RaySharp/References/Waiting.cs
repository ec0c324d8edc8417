namespace RaySharp.References;

/// <summary>Waits that can run out or be cancelled.</summary>
internal static class Waiting
{
    /// <summary>Ends when the object is completed.</summary>
    public static Task UntilCompleted(ObjectEntry entry, TimeSpan? timeout, CancellationToken cancel)
    {
        if (entry.IsCompleted) return Task.CompletedTask;
        var wait = new CompletionWait();
        var scope = WaitScope.Current;
        scope?.BeginWait();
        if (!entry.TryWait(wait)) wait.OnCompleted(entry);
        return Bounded(entry, wait, scope, timeout, cancel);
    }

    private static async Task Bounded(ObjectEntry entry, CompletionWait wait, WaitScope? scope, TimeSpan? timeout, CancellationToken cancel)
    {
        try
        {
            await wait.Task.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new GetTimeoutException($"{entry.Id} was not there after {timeout!.Value.TotalSeconds:0.###} s. Its task goes on: wait again, or cancel it with ObjectRef.Cancel().");
        }
        finally
        {
            if (scope is not null) await ResumeAsync(scope).ConfigureAwait(false);
        }
    }

    private static Task ResumeAsync(WaitScope scope)
    {
        var resumed = new ResumeWait();
        scope.EndWait(resumed);
        return resumed.Task;
    }

    private sealed class CompletionWait() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IObjectWaiter
    {
        public void OnCompleted(ObjectEntry entry) => TrySetResult();
    }

    private sealed class ResumeWait() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IThreadPoolWorkItem
    {
        public void Execute() => TrySetResult();
    }
}
