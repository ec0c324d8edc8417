using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.References;

public sealed class PendingSetTests
{
    [Fact]
    public Task A_window_of_calls_drains_in_the_order_of_completion() => new CountingScope().RunAsync(async () =>
    {
        var refs = Refs.Pending(20);
        PendingSet<ObjectRef<int>> pending = new();
        List<int> values = [];
        for (int i = 0; i < refs.Length; i++)
        {
            if (pending.Count == 4) values.Add(await await pending.TakeAsync());
            pending.Add(refs[i]);
            if (i % 4 == 3)
            {
                for (int j = i; j > i - 4; j--) refs[j].Complete(j);
            }
        }
        while (pending.Count > 0) values.Add(await await pending.TakeAsync());
        Assert.Equal(Enumerable.Range(0, 5).SelectMany(block => Enumerable.Range(0, 4).Select(i => (block * 4) + 3 - i)), values);
    }, waits: 0);

    [Fact]
    public Task Taking_from_pending_ones_waits_and_gives_the_cpu_back() => new CountingScope().RunAsync(async () =>
    {
        var refs = Refs.Pending(2);
        PendingSet<ObjectRef> pending = new();
        foreach (var reference in refs) pending.Add(reference);
        var taking = pending.TakeAsync(TestContext.Current.CancellationToken);
        refs[1].Complete(1);
        Assert.Same(refs[1], await taking);
        Assert.Equal(1, pending.Count);
    }, waits: 1);

    [Fact]
    public async Task Nothing_can_be_taken_where_nothing_would_come()
    {
        PendingSet<ObjectRef<int>> pending = new();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pending.TakeAsync());
        var reference = Refs.Pending();
        pending.Add(reference);
        var taking = pending.TakeAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pending.TakeAsync());
        reference.Complete(1);
        Assert.Equal(1, await await taking.Within("the one that is pending"));
    }

    [Fact]
    public Task Cancelled_takers_leave_the_set_as_it_was() => new CountingScope().RunAsync(async () =>
    {
        var reference = Refs.Pending();
        PendingSet<ObjectRef<int>> pending = new();
        pending.Add(reference);
        for (int i = 0; i < 100; i++)
        {
            using CancellationTokenSource cancel = new();
            var taking = pending.TakeAsync(cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await taking);
        }
        Assert.Equal((1, 1), (pending.Count, reference.Entry.WaiterCount));
        reference.Complete(6);
        Assert.Equal(6, await await pending.TakeAsync(TestContext.Current.CancellationToken));
    }, waits: 100);

    [Fact]
    public async Task Several_takers_and_adders_share_a_set()
    {
        PendingSet<ObjectRef<int>> pending = new();
        var refs = Refs.Pending(2000);
        foreach (var reference in refs[..1000]) pending.Add(reference);
        var takers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            long sum = 0;
            for (int i = 0; i < 250; i++) sum += await await pending.TakeAsync().Within($"take {i}");
            return sum;
        })).ToArray();
        var completers = new[] { 0, 1 }.Select(odd => Task.Run(() =>
        {
            for (int i = odd; i < 2000; i += 2) refs[i].Complete(i);
        })).ToArray();
        foreach (var reference in refs[1000..]) pending.Add(reference);
        long sum = (await Task.WhenAll(takers).Within("the takers")).Sum();
        await Task.WhenAll(completers).Within("those who complete them");
        while (pending.Count > 0) sum += await await pending.TakeAsync(TestContext.Current.CancellationToken).Within("one that is left");
        Assert.Equal(2000L * 1999 / 2, sum);
    }

    [Fact]
    public async Task A_set_that_is_let_go_leaves_its_pending_objects_alone()
    {
        var reference = Refs.Pending();
        var set = Make(reference);
        GC.Collect();
        Assert.False(set.IsAlive);
        reference.Complete(1);
        Assert.Equal(1, await reference);

        static WeakReference Make(ObjectRef<int> reference)
        {
            PendingSet<ObjectRef<int>> pending = new();
            pending.Add(reference);
            return new WeakReference(pending);
        }
    }

    [Fact]
    public async Task WhenEach_yields_references_in_the_order_of_their_completion()
    {
        var refs = Refs.Pending(5);
        List<int> values = [];
        refs[4].Complete(4);
        refs[0].Fail("zero");
        await TakeEachAsync().Within("all five");
        Assert.Equal([4, 2, 3, 1], values);

        async Task TakeEachAsync()
        {
            await foreach (var reference in Ray.WhenEach(refs))
            {
                if (reference == refs[0]) await Assert.ThrowsAsync<InvalidDataException>(async () => await reference);
                else values.Add(await reference);
                if (values.Count == 1) refs[2].Complete(2);
                if (values.Count == 2 && reference != refs[0])
                {
                    refs[3].Complete(3);
                    refs[1].Complete(1);
                }
            }
        }
    }

    [Fact]
    public async Task WhenEach_can_be_cancelled()
    {
        using CancellationTokenSource cancel = new();
        await using var each = Ray.WhenEach(Refs.Pending(2), cancel.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = each.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.Within("the cancelled wait"));
    }
}
