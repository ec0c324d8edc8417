using RaySharp.References;
using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.References;

public sealed class AwaitTests
{
    [Fact]
    public async Task The_code_after_await_does_not_run_on_the_thread_that_completes_the_object()
    {
        var reference = Refs.Pending();
        var waiting = NextThreadAsync(reference);
        int completer = 0;
        Thread thread = new(() =>
        {
            completer = Environment.CurrentManagedThreadId;
            reference.Complete(1);
        });
        thread.IsBackground = true;
        thread.Start();
        Assert.NotEqual(await waiting.Within("the code after await"), completer);
        Assert.True(thread.Join(Waits.Patience));

        static async Task<int> NextThreadAsync(ObjectRef<int> reference)
        {
            await reference;
            return Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public async Task Await_goes_on_in_the_task_scheduler_it_began_in()
    {
        var exclusive = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var reference = Refs.Pending();
        var running = Task.Factory.StartNew(async () =>
        {
            await reference;
            return TaskScheduler.Current;
        }, TestContext.Current.CancellationToken, TaskCreationOptions.None, exclusive).Unwrap();
        reference.Complete(1);
        Assert.Same(exclusive, await running.Within("the code after await"));
    }

    [Fact]
    public async Task A_continuation_by_OnCompleted_keeps_its_async_locals()
    {
        AsyncLocal<int> local = new();
        var reference = Refs.Pending();
        TaskCompletionSource<int> seen = new();
        local.Value = 7;
        reference.GetAwaiter().OnCompleted(() => seen.SetResult(local.Value));
        local.Value = 8;
        reference.Complete(1);
        Assert.Equal(7, await seen.Task.Within("the continuation"));
    }

    [Fact]
    public Task Await_gives_the_cpu_back_only_if_the_object_is_not_there() => new CountingScope().RunAsync(async () =>
    {
        var reference = Refs.Pending();
        var twice = Task.WhenAll(SumAsync(reference), SumAsync(reference));
        reference.Complete(3);
        Assert.Equal((int[])[6, 6], await twice);

        static async Task<int> SumAsync(ObjectRef<int> reference) => await reference + await reference;
    }, waits: 2);

    [Fact]
    public Task A_wait_that_runs_out_says_which_object_and_leaves_no_waiter() => new CountingScope().RunAsync(async () =>
    {
        var reference = Refs.Pending();
        ManualClock clock = new();
        var waits = Enumerable.Range(0, 1000).Select(_ => Waiting.UntilCompleted(reference.Entry, TimeSpan.FromSeconds(2), default, clock)).ToArray();
        clock.FireAll();
        foreach (var wait in waits)
        {
            var thrown = await Assert.ThrowsAsync<GetTimeoutException>(() => wait);
            Assert.StartsWith($"{reference.Id} was not there after 2 s.", thrown.Message, StringComparison.Ordinal);
        }
        Assert.InRange(reference.Entry.WaiterCount, 0, 1);
        Assert.Equal(0, clock.TimerCount);
    }, waits: 1000);

    [Fact]
    public Task A_cancelled_wait_leaves_the_task_alone() => new CountingScope().RunAsync(async () =>
    {
        var reference = Refs.Pending();
        using CancellationTokenSource cancel = new();
        var wait = reference.GetAsync(cancel: cancel.Token);
        await cancel.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.Equal(0, reference.Entry.WaiterCount);
        reference.Complete(5);
        Assert.Equal(5, await reference.GetAsync(cancel: TestContext.Current.CancellationToken));
    }, waits: 1);

    [Fact]
    public Task Looking_without_waiting_keeps_the_cpu() => new CountingScope().RunAsync(async () =>
    {
        await Assert.ThrowsAsync<GetTimeoutException>(() => Refs.Pending().GetAsync(TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Refs.Pending().GetAsync(TimeSpan.FromSeconds(-3)));
    }, waits: 0);
}
