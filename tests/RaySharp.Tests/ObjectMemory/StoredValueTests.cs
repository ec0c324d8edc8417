using RaySharp.Arena;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Platform;
using RaySharp.References;
using RaySharp.Tests.Cluster;
using RaySharp.Tests.Messages;
using RaySharp.Wire;

namespace RaySharp.Tests.ObjectMemory;

public sealed class StoredValueTests
{
    private static readonly ProcessId _node = new(1), _owner = new(2);
    private readonly MessageRouter _router = new();
    private readonly ManualTime _clock = new();
    private readonly ObjectStore _store;
    private readonly StoredValue _value;

    public StoredValueTests()
    {
        Peers peers = new(_owner, static (_, _) => new ValueTask<Link>(new TaskCompletionSource<Link>().Task), static (_, _) => { });
        _store = new ObjectStore(peers, _node, _router, ArenaBudget.OfCapacity(64 << 20), _clock);
        _value = _store.ValueOf(new ObjectId(new TaskId(_owner, 7), 0), 200_000, []);
    }

    [Fact]
    public void A_read_for_which_there_was_no_room_fails_and_the_next_asks_again()
    {
        _value.Failed(static () => new ObjectStoreFullException("no room"), isPassing: true);
        Assert.True(_value.IsReadable);
        Assert.Throws<ObjectStoreFullException>(() => _value.Read(out _));
        Assert.False(_value.IsReadable);
    }

    [Fact]
    public void What_is_lost_stays_lost()
    {
        _value.Failed(static () => new ObjectLostException("gone"));
        Assert.Throws<ObjectLostException>(() => _value.Read(out _));
        Assert.Throws<ObjectLostException>(() => _value.Read(out _));
    }

    [Fact]
    public void The_owner_is_asked_each_time_that_a_node_has_none_and_else_once()
    {
        Assert.True(_value.TryOpen(null!, new Waiter()));
        for (ulong request = 1; request <= 3; request++)
        {
            Receive(new ObjectOpenFailed(request, "node 5 is lost.", IsFull: false, Without: [5]));
            Receive(new CopiesFound(request, [5], 200_000, 0, []), _owner);
        }
        Receive(new ObjectOpenFailed(4, "node 5 has another length.", IsFull: false, Without: []));
        Receive(new CopiesFound(4, [5], 200_000, 0, []), _owner);
        Assert.False(_value.IsReadable);
        Receive(new ObjectOpenFailed(5, "node 5 has another length.", IsFull: false, Without: []));
        Assert.Equal("node 5 has another length.", Assert.Throws<ObjectLostException>(() => _value.Read(out _)).Message);
    }

    [Theory]
    [InlineData(0, 65_537)]
    [InlineData(65_000, 1000)]
    [InlineData(-64, 1000)]
    [InlineData(long.MaxValue, 1000)]
    [InlineData(0, -1)]
    public void An_object_that_is_not_within_its_extent_is_not_read(long offset, long length)
    {
        using var extent = SharedSegment.Create("extent-test", 65_536);
        Assert.True(_value.TryOpen(null!, new Waiter()));
        Receive(new ObjectOpened(1, 1, extent.Bytes, extent.Path, offset, length));
        Assert.Contains("of extent 1, which has 65536", Assert.Throws<ObjectLostException>(() => _value.Read(out _)).Message);
    }

    [Fact]
    public void After_a_shortage_nothing_is_kept_open_until_that_is_past()
    {
        using var extent = SharedSegment.Create("extent-test", 65_536);
        ReadFor(1);
        Assert.True(_value.IsReadable);
        _store.Opens.LetGoUnused();
        Assert.False(_value.IsReadable);
        ReadFor(2);
        Assert.False(_value.IsReadable);
        _clock.Advance(OpenObjects.ShortTime);
        ReadFor(3);
        Assert.True(_value.IsReadable);

        void ReadFor(ulong number)
        {
            Assert.True(_value.TryOpen(null!, new Waiter()));
            Receive(new ObjectOpened(number, 1, extent.Bytes, extent.Path, 0, 1000));
            Assert.Equal(1000, _value.Read(out var use).Length);
            _value.EndRead(use);
        }
    }

    [Fact]
    public async Task To_look_without_waiting_does_not_wait_for_the_store_either()
    {
        ObjectEntry entry = new(_value.Id);
        entry.TryComplete(_value);
        ObjectRef reference = new(entry);
        await Assert.ThrowsAsync<GetTimeoutException>(() => reference.GetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken));
        using var extent = SharedSegment.Create("extent-test", 65_536);
        Receive(new ObjectOpened(1, 1, extent.Bytes, extent.Path, 0, 1000));
        await reference.GetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
    }

    private void Receive<T>(T message, ProcessId? from = null) where T : struct, IMessage<T> => ((IFrameHandler)_router).OnFrame(PretendedLink.Of(from ?? _node), message.ToFrame());

    private sealed class Waiter : IObjectWaiter
    {
        public void OnCompleted(ObjectEntry entry) { }
    }
}
