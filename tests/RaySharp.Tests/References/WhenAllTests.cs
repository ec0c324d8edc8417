using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.References;

public sealed class WhenAllTests
{
    [Fact]
    public Task Values_come_in_the_order_of_the_references_and_the_cpu_is_given_back_once() => new CountingScope().RunAsync(async () =>
    {
        var refs = Refs.Pending(100);
        var all = Ray.WhenAll(refs);
        for (int i = 99; i >= 0; i--) refs[i].Complete(i * 2);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i * 2), await all);
    }, waits: 1);

    [Fact]
    public Task Completed_references_need_no_wait() => new CountingScope().RunAsync(async () =>
    {
        Assert.Equal((int[])[0, 1, 2], await Ray.WhenAll(Refs.Completed(3)));
        Assert.Empty(await Ray.WhenAll<int>([]));
    }, waits: 0);

    [Fact]
    public async Task It_waits_for_all_and_throws_the_first_failure_in_order()
    {
        var refs = Refs.Pending(4);
        var all = Ray.WhenAll(refs);
        refs[3].Fail("third");
        refs[1].Fail("first");
        refs[2].Complete(1);
        Assert.False(all.IsCompleted);
        refs[0].Complete(1);
        Assert.Equal("first", (await Assert.ThrowsAsync<InvalidDataException>(() => all.Within("all"))).Message);
    }

    [Fact]
    public async Task References_of_several_types_are_waited_for_together()
    {
        ObjectRef<int> a = Refs.Pending(), b = Refs.Pending();
        ObjectRef c = Refs.Pending();
        var all = Task.WhenAll(Ray.WhenAll(a, c), Ray.WhenAll(a, b), Ray.WhenAll(new List<ObjectRef> { a, b, c }, TestContext.Current.CancellationToken), Ray.WhenAll([a, c, b]));
        a.Complete(1);
        b.Complete(2);
        Assert.False(all.IsCompleted);
        c.Fail("last");
        Assert.Equal("last", (await Assert.ThrowsAsync<InvalidDataException>(() => all.Within("all"))).Message);
    }

    [Fact]
    public Task Cancelling_leaves_no_waiters() => new CountingScope().RunAsync(async () =>
    {
        var refs = Refs.Pending(10);
        ObjectRef<int>[] twice = [.. refs, .. refs];
        using CancellationTokenSource cancel = new();
        var all = Ray.WhenAll(twice, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);
        Assert.All(refs, reference => Assert.Equal(0, reference.Entry.WaiterCount));
    }, waits: 1);

    [Fact]
    public async Task The_same_reference_may_be_given_twice()
    {
        var reference = Refs.Pending();
        var all = Ray.WhenAll(reference, reference);
        reference.Complete(4);
        Assert.Equal((int[])[4, 4], await all.Within("both"));
    }

    [Fact]
    public async Task A_missing_reference_is_named()
    {
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => Ray.WhenAll([Refs.Pending(), null!]));
        Assert.StartsWith("Item 1 of 2 references is null.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_may_complete_from_many_threads_while_the_wait_begins()
    {
        for (int round = 0; round < 200; round++)
        {
            var refs = Refs.Pending(8);
            using Barrier start = new(3);
            var halves = new[] { 0, 4 }.Select(from => Task.Run(() =>
            {
                Assert.True(start.SignalAndWait(Waits.Patience, TestContext.Current.CancellationToken));
                for (int i = from; i < from + 4; i++) refs[i].Complete(i);
            })).ToArray();
            Assert.True(start.SignalAndWait(Waits.Patience, TestContext.Current.CancellationToken));
            Assert.Equal(Enumerable.Range(0, 8), await Ray.WhenAll(refs).Within("all eight"));
            await Task.WhenAll(halves).Within("those who complete them");
        }
    }
}
