using RaySharp.Arena;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Wire;

namespace RaySharp.Tests.ObjectMemory;

public sealed class StoredValueTests
{
    private readonly StoredValue _value = new ObjectStore(
        new Peers(new ProcessId(2), static (_, _) => new ValueTask<Link>(new TaskCompletionSource<Link>().Task), static (_, _) => { }), new ProcessId(1), new MessageRouter(), ArenaBudget.OfCapacity(64 << 20))
        .ValueOf(new ObjectId(new TaskId(new ProcessId(2), 7), 0), 200_000, []);

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
}
