namespace RaySharp.Tests.Cluster;

/// <summary>Waits for events with a deadline; one that runs out says in which phase, and what was there instead.</summary>
internal static class Waits
{
    /// <summary>Generous: a deadline ends tests that hang, it measures nothing.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static Task<T> Within<T>(this ObjectRef<T> reference, string phase, Func<object?>? actual = null) => Within(reference.GetAsync(), phase, actual);

    public static Task Within(this ObjectRef reference, string phase, Func<object?>? actual = null) => Within(reference.GetAsync(), phase, actual);

    public static async Task<T> Within<T>(this Task<T> task, string phase, Func<object?>? actual = null)
    {
        await ((Task)task).Within(phase, actual);
        return await task;
    }

    public static Task<T> Within<T>(this ValueTask<T> task, string phase, Func<object?>? actual = null) => task.AsTask().Within(phase, actual);

    public static Task Within(this ValueTask task, string phase, Func<object?>? actual = null) => task.AsTask().Within(phase, actual);

    public static Task Within(this Task task, string phase, Func<object?>? actual = null) => Within(Patience, task, phase, actual);

    public static async Task Within(TimeSpan patience, Task task, string phase, Func<object?>? actual = null)
    {
        try
        {
            await task.WaitAsync(patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Phase: {phase}. Expected: its end within {patience.TotalSeconds:0.#} s. Actual: {actual?.Invoke() ?? "it goes on"}.");
        }
    }

    /// <summary>Waits for the failure of a task or call, of exactly this type.</summary>
    public static async Task<TException> FailsWith<TException>(this ObjectRef reference, string phase) where TException : Exception =>
        await Assert.ThrowsAsync<TException>(() => reference.Within(phase));

    /// <summary>Waits for a task that failed by what its method threw.</summary>
    public static async Task<TInner> FailsWithInner<TInner>(this ObjectRef reference, string phase) where TInner : Exception =>
        Assert.IsType<TInner>((await reference.FailsWith<TaskFailedException>(phase)).InnerException);
}
