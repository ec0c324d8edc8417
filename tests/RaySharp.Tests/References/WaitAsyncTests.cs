using RaySharp.References;
using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.References;

public sealed class WaitAsyncTests
{
    private static readonly CancellationToken _none = CancellationToken.None;

    [Fact]
    public async Task Ready_ones_come_in_the_order_of_their_completion_and_the_rest_in_that_given()
    {
        var refs = Refs.Pending(5);
        var waiting = Ray.WaitAsync(refs, count: 2);
        refs[3].Complete(3);
        refs[1].Complete(1);
        var (ready, rest) = await waiting.Within("two of five");
        Assert.Equal([refs[3], refs[1]], ready);
        Assert.Equal([refs[0], refs[2], refs[4]], rest);
    }

    [Fact]
    public async Task Never_more_are_ready_than_were_asked_for()
    {
        var refs = Refs.Completed(4);
        var (ready, rest) = await Ray.WaitAsync(refs, count: 3);
        Assert.Equal(refs[..3], ready);
        Assert.Equal(refs[3..], rest);
    }

    [Fact]
    public async Task Rays_drain_loop_registers_each_reference_once()
    {
        var refs = Refs.Pending(1000);
        IReadOnlyList<ObjectRef<int>> ready, rest = refs;
        for (int i = 0; i < refs.Length; i++)
        {
            var waiting = Ray.WaitAsync(rest);
            refs[(i * 7) % 1000].Complete(i);
            (ready, rest) = await waiting.Within($"object {i}");
            Assert.Equal(i, await Assert.Single(ready));
            Assert.Equal(999 - i, rest.Count);
            if (i < 999) Assert.Equal(1, refs[(999 * 7) % 1000].Entry.WaiterCount);
        }
        Assert.Empty((await Ray.WaitAsync(rest)).Ready);
    }

    [Fact]
    public async Task Objects_that_complete_on_many_threads_are_each_taken_once()
    {
        for (int round = 0; round < 50; round++)
        {
            var refs = Refs.Pending(200);
            var makers = Enumerable.Range(0, 4).Select(maker => Task.Run(() =>
            {
                for (int i = maker; i < refs.Length; i += 4) refs[i].Complete(i);
            }, _none)).ToArray();
            HashSet<int> values = [];
            IReadOnlyList<ObjectRef<int>> ready, rest = refs;
            for (int left = refs.Length; left > 0; left = rest.Count)
            {
                (ready, rest) = await Ray.WaitAsync(rest, Math.Min(left, 1 + round % 5)).Within($"the next of {left}");
                foreach (var reference in ready) Assert.True(values.Add(await reference));
            }
            Assert.Equal(refs.Length, values.Count);
            await Task.WhenAll(makers).Within("the makers");
        }
    }

    [Fact]
    public async Task Who_waits_goes_on_when_the_thread_that_completes_has_completed_all()
    {
        var refs = Refs.Pending(3);
        var waiting = Ray.WaitAsync(refs);
        HeldResumes.Hold();
        try
        {
            foreach (var reference in refs) reference.Complete(0);
            Assert.False(waiting.IsCompleted);
        }
        finally
        {
            HeldResumes.Release();      // else waits of other tests that end on this thread would never go on
        }
        Assert.Equal(refs[..1], (await waiting.Within("the first")).Ready);
    }

    [Fact]
    public async Task Older_rests_stay_what_they_were()
    {
        var refs = Refs.Completed(6);
        List<IReadOnlyList<ObjectRef<int>>> rests = [refs];
        while (rests[^1].Count > 0) rests.Add((await Ray.WaitAsync(rests[^1])).Rest);
        for (int i = rests.Count - 1; i >= 0; i--)
        {
            Assert.Equal(refs[i..], rests[i]);
            if (i < 6) Assert.Same(refs[5], rests[i][^1]);
        }
    }

    [Fact]
    public async Task Going_on_from_an_older_rest_starts_over_with_what_it_holds()
    {
        var refs = Refs.Completed(4);
        var first = (await Ray.WaitAsync(refs)).Rest;
        var second = (await Ray.WaitAsync(first)).Rest;
        var again = await Ray.WaitAsync(first, count: 2);
        Assert.Equal(refs[1..3], again.Ready);
        Assert.Equal(refs[3..], again.Rest);
        Assert.Equal(refs[2..], second);
        Assert.Equal([refs[2]], (await Ray.WaitAsync(second)).Ready);
    }

    [Fact]
    public async Task Two_may_wait_on_one_rest_at_once()
    {
        var refs = Refs.Pending(3);
        refs[0].Complete(0);
        var rest = (await Ray.WaitAsync(refs)).Rest;
        Task<WaitResult<ObjectRef<int>>> one = Ray.WaitAsync(rest), two = Ray.WaitAsync(rest);
        refs[2].Complete(2);
        Assert.Equal([refs[2]], (await one.Within("the one wait")).Ready);
        Assert.Equal([refs[2]], (await two.Within("the other wait")).Ready);
        Assert.Equal([refs[1]], (await one).Rest);
    }

    [Fact]
    public Task A_wait_that_runs_out_returns_what_is_ready() => new CountingScope().RunAsync(async () =>
    {
        var refs = Refs.Pending(3);
        ManualClock clock = new();
        var waiting = RefWaits.WaitAsync(refs, 2, TimeSpan.FromSeconds(1), _none, clock);
        refs[1].Complete(1);
        clock.FireAll();
        var (ready, rest) = await waiting;
        Assert.Equal([refs[1]], ready);
        Assert.Equal([refs[0], refs[2]], rest);
        waiting = RefWaits.WaitAsync(rest, 1, TimeSpan.FromSeconds(1), _none, clock);
        clock.FireAll();
        Assert.Empty((await waiting).Ready);
        Assert.Same(rest, (await waiting).Rest);
        Assert.Equal(0, clock.TimerCount);
    }, waits: 2);

    [Fact]
    public Task Looking_without_waiting_keeps_the_cpu() => new CountingScope().RunAsync(async () =>
    {
        var refs = Refs.Pending(2);
        refs[1].Complete(1);
        var (ready, rest) = await Ray.WaitAsync(refs, 2, TimeSpan.Zero);
        Assert.Equal([refs[1]], ready);
        Assert.Equal([refs[0]], rest);
    }, waits: 0);

    [Fact]
    public Task A_cancelled_wait_can_be_taken_up_again() => new CountingScope().RunAsync(async () =>
    {
        var refs = Refs.Pending(3);
        refs[0].Complete(0);
        var rest = (await Ray.WaitAsync(refs)).Rest;
        using CancellationTokenSource cancel = new();
        var waiting = Ray.WaitAsync(rest, cancel: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ray.WaitAsync(rest, cancel: cancel.Token));
        refs[2].Complete(2);
        Assert.Equal([refs[2]], (await Ray.WaitAsync(rest)).Ready);
    }, waits: 1);

    [Fact]
    public async Task Failed_objects_are_ready_and_throw_when_awaited()
    {
        ObjectRef reference = Refs.Pending();
        reference.Fail("no");
        var (ready, _) = await Ray.WaitAsync([reference]);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await ready[0]);
    }

    [Fact]
    public async Task More_than_there_are_cannot_be_asked_for()
    {
        Assert.Empty((await Ray.WaitAsync<int>([])).Rest);
        var thrown = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ray.WaitAsync(Refs.Completed(2), count: 3));
        Assert.StartsWith("3 ready references were asked for, but only 2 were given.", thrown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ray.WaitAsync(Refs.Completed(2), count: 0));
    }

    [Fact]
    public void Waits_that_ended_leave_nothing_behind_on_a_pending_object()
    {
        var reference = Refs.Pending();
        for (int round = 0; round < 4; round++)
        {
            PollTimes(reference, 250);
            GC.Collect();
        }
        PollTimes(reference, 40);
        Assert.InRange(reference.Entry.WaiterCount, 1, 300);

        static void PollTimes(ObjectRef<int> reference, int times)
        {
            for (int i = 0; i < times; i++) Assert.Empty(Ray.WaitAsync([reference], timeout: TimeSpan.Zero).Result.Ready);
        }
    }

    [Fact]
    public async Task Code_that_waits_is_kept_alive_by_nothing_but_the_pending_object()
    {
        var reference = Refs.Pending();
        TaskCompletionSource<int> got = new();
        Start(reference.Entry, got);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        reference.Complete(9);
        Assert.Equal(9, await got.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        static void Start(ObjectEntry entry, TaskCompletionSource<int> got) => _ = WaitAsync(Refs.Again(entry), got);

        static async Task WaitAsync(ObjectRef<int> reference, TaskCompletionSource<int> got) =>
            got.SetResult(await (await Ray.WaitAsync([reference])).Ready[0]);
    }

    [Fact]
    public void What_was_taken_is_not_kept_by_the_rest()
    {
        var (taken, rest) = Take();
        GC.Collect();
        Assert.False(taken.IsAlive);
        Assert.Equal(2, rest.Count);
        GC.KeepAlive(rest);

        static (WeakReference, IReadOnlyList<ObjectRef<int>>) Take()
        {
            var (ready, rest) = Ray.WaitAsync(Refs.Completed(3)).Result;
            return (new WeakReference(ready[0]), rest);
        }
    }
}
