using RaySharp.References;
using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.References;

public sealed class ObjectEntryTests
{
    [Fact]
    public void Of_many_that_complete_an_object_at_once_exactly_one_wins_and_its_bytes_stay()
    {
        for (int round = 0; round < 500; round++)
        {
            ObjectEntry entry = new(Refs.NewId());
            int winner = -1;
            Parallel.For(0, 4, i =>
            {
                byte[] bytes = new byte[i % 2 == 0 ? 4 : 40];
                bytes.AsSpan().Fill((byte)i);
                if (entry.TryComplete(bytes)) Assert.Equal(-1, Interlocked.CompareExchange(ref winner, i, -1));
            });
            Assert.Equal(winner % 2 == 0 ? 4 : 40, entry.Bytes.Length);
            Assert.All(entry.Bytes.ToArray(), b => Assert.Equal(winner, b));
        }
    }

    [Fact]
    public void Waiters_that_register_while_the_object_completes_are_told_once_or_refused()
    {
        for (int round = 0; round < 500; round++)
        {
            ObjectEntry entry = new(Refs.NewId());
            var waiters = Enumerable.Range(0, 6).Select(_ => new Waiter()).ToArray();
            Parallel.For(0, waiters.Length + 1, i =>
            {
                if (i == 3) entry.TryComplete([1]);
                else if (!entry.TryWait(waiters[i == 6 ? 3 : i])) waiters[i == 6 ? 3 : i].OnCompleted(entry);
            });
            Assert.All(waiters, waiter => Assert.Equal(1, waiter.Calls));
        }
    }

    [Fact]
    public void A_waiter_that_throws_takes_no_other_waiter_down()
    {
        ObjectEntry entry = new(Refs.NewId());
        Waiter before = new(), after = new();
        entry.TryWait(before);
        entry.TryWait(new Waiter { Throws = true });
        entry.TryWait(after);
        Assert.Throws<InvalidDataException>(() => entry.TryComplete([1]));
        Assert.Equal((1, 1, true), (before.Calls, after.Calls, entry.IsCompleted));
    }

    [Fact]
    public void Waiters_run_outside_of_the_entrys_lock()
    {
        ObjectEntry entry = new(Refs.NewId());
        Waiter other = new() { IsOver = true };
        Waiter first = new() { Does = () => Assert.True(Task.Run(() => entry.Forget(other)).Wait(Waits.Patience, TestContext.Current.CancellationToken)) };
        entry.TryWait(first);
        entry.TryWait(other);
        Assert.True(entry.TryComplete([1]));
        Assert.Equal(1, first.Calls);
    }

    [Fact]
    public void Waiters_that_are_over_are_forgotten_whatever_their_number()
    {
        ObjectEntry entry = new(Refs.NewId());
        Waiter stays = new();
        entry.TryWait(stays);
        var gone = Enumerable.Range(0, 1000).Select(_ => new Waiter()).ToArray();
        foreach (var waiter in gone) entry.TryWait(waiter);
        Assert.Equal(1001, entry.WaiterCount);
        foreach (var waiter in gone)
        {
            waiter.IsOver = true;
            entry.Forget(waiter);
        }
        Assert.InRange(entry.WaiterCount, 1, 2);
        entry.TryComplete([1]);
        Assert.Equal(1, stays.Calls);
    }

    [Fact]
    public void The_only_waiter_is_forgotten_at_once()
    {
        ObjectEntry entry = new(Refs.NewId());
        Waiter waiter = new();
        entry.TryWait(waiter);
        entry.Forget(waiter);
        Assert.Equal(0, entry.WaiterCount);
        entry.TryComplete([1]);
        Assert.Equal(0, waiter.Calls);
    }

    private sealed class Waiter : IObjectWaiter
    {
        private int _calls;

        public int Calls => _calls;

        public bool IsOver { get; set; }

        public bool Throws { get; init; }

        public Action? Does { get; init; }

        public void OnCompleted(ObjectEntry entry)
        {
            Interlocked.Increment(ref _calls);
            Does?.Invoke();
            if (Throws) throw new InvalidDataException();
        }
    }
}
