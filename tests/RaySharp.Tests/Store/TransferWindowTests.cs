using RaySharp.Store;

namespace RaySharp.Tests.Store;

public sealed class TransferWindowTests
{
    private readonly TransferWindow _window = new(chunkBytes: 10, windowBytes: 40);

    [Fact]
    public void A_transfer_is_allowed_one_chunk_until_its_first_comes_and_then_all_that_the_window_has()
    {
        Assert.Equal([(1UL, 10L)], _window.Begin(1, 100));
        Assert.Equal([(1UL, 50L)], _window.Received(1, 10));
        Assert.Equal(40, _window.Outstanding);
    }

    [Fact]
    public void Transfers_take_turns()
    {
        _window.Begin(1, 100);
        _window.Received(1, 10);
        Assert.Empty(_window.Begin(2, 100));
        Assert.Equal([(1UL, 60L)], _window.Received(1, 10));
        Assert.Equal([(2UL, 10L)], _window.Received(1, 10));
        Assert.Equal([(1UL, 70L)], _window.Received(1, 10));
        Assert.Equal([(1UL, 80L)], _window.Received(2, 10));
        Assert.Equal([(2UL, 20L)], _window.Received(1, 10));
    }

    [Fact]
    public void A_transfer_that_ends_gives_back_what_it_was_allowed()
    {
        _window.Begin(1, 100);
        _window.Received(1, 10);
        _window.Begin(2, 15);
        Assert.Equal([(2UL, 10L)], _window.End(1));
        Assert.Equal([(2UL, 15L)], _window.Received(2, 10));
        _window.Received(2, 5);
        Assert.True(_window.IsOver(2));
        Assert.Equal((0L, 0), (_window.Outstanding, _window.Count));
    }

    [Fact]
    public void What_was_not_allowed_may_not_come()
    {
        _window.Begin(1, 100);
        Assert.True(_window.MayCome(1, 0, 10));
        Assert.True(_window.MayCome(1, 0, 3));
        Assert.False(_window.MayCome(1, 0, 11));
        Assert.False(_window.MayCome(1, 5, 5));
        Assert.False(_window.MayCome(1, -1, 5));
        Assert.False(_window.MayCome(1, 0, 0));
        Assert.False(_window.MayCome(2, 0, 1));
    }

    [Fact]
    public void Under_any_order_all_is_allowed_and_never_more_than_the_window()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var window = new TransferWindow(10, 40);
            Dictionary<ulong, (long Length, long Until, long Sent)> transfers = [];
            int left = 30;
            void Allow(IReadOnlyList<(ulong Number, long Until)> allowed)
            {
                foreach (var (number, until) in allowed) transfers[number] = transfers[number] with { Until = until };
            }
            while (left > 0 || transfers.Count > 0)
            {
                Assert.True(window.Outstanding <= 40, $"seed {seed}");
                if (left > 0 && random.Next(3) == 0)
                {
                    ulong number = (ulong)left--;
                    long length = random.Next(1, 200);
                    transfers.Add(number, (length, 0, 0));
                    Allow(window.Begin(number, length));
                    continue;
                }
                var ready = transfers.Where(static one => one.Value.Until > one.Value.Sent).ToArray();
                Assert.False(ready.Length == 0 && transfers.Count > 0, $"seed {seed}: nobody is allowed anything");
                if (ready.Length == 0) continue;
                var (chosen, transfer) = ready[random.Next(ready.Length)];
                if (random.Next(15) == 0)
                {
                    transfers.Remove(chosen);
                    Allow(window.End(chosen));
                    continue;
                }
                long bytes = Math.Min(random.Next(1, 11), transfer.Until - transfer.Sent);
                transfers[chosen] = transfer with { Sent = transfer.Sent + bytes };
                bool isLast = transfer.Sent + bytes == transfer.Length;
                if (isLast) transfers.Remove(chosen);
                Allow(window.Received(chosen, bytes));
                Assert.Equal(isLast, window.IsOver(chosen));
            }
            Assert.Equal((0L, 0), (window.Outstanding, window.Count));
        }
    }
}
