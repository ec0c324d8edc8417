using RaySharp.Arena;
using RaySharp.Core;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Objects;
using RaySharp.Tests.Cluster;
using RaySharp.Tests.Messages;
using RaySharp.Wire;

namespace RaySharp.Tests.Core;

public sealed class ObjectReportsTests
{
    private static readonly ProcessId _self = new(2), _node = new(1), _deaf = new(3);
    private readonly MessageRouter _router = new();
    private readonly ObjectService _objects;
    private readonly ObjectReports _reports;

    public ObjectReportsTests()
    {
        Peers peers = new(_self, (_, _) => new ValueTask<Link>(new TaskCompletionSource<Link>().Task), (_, _) => { });
        _objects = new ObjectService(peers, new TaskNumbers(_self), new ObjectStore(peers, _node, _router, ArenaBudget.OfCapacity(64 << 20), TimeProvider.System), _router);
        _reports = new ObjectReports(peers, _node, () => [], _objects, _router, new HastyClock());
    }

    [Fact]
    public async Task An_owner_that_does_not_answer_in_time_is_left_out()
    {
        var report = _reports.MakeAsync(TestContext.Current.CancellationToken);
        ObjectId id = new(new TaskId(_deaf, 7), 0);
        Arrive(new StoreBooks(1, 64, 32, 0, 0, 0, 1, [new StoreBooks.Entry(id, 200_000, _deaf, true, false, false, [_node.Value])]));
        var info = Assert.Single((await report.Within("the report")).Objects);
        Assert.Equal((id, _deaf, null, null), (info.Id, info.Owner, info.References, info.CallSite));
        Assert.Equal([_node], info.Readers);
    }

    [Fact]
    public async Task A_report_under_way_ends_with_the_runtime()
    {
        var report = _reports.MakeAsync(TestContext.Current.CancellationToken);
        _objects.Store.Close();
        _reports.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => report.Within("the report"));
    }

    private void Arrive<T>(T message) where T : struct, IMessage<T> => ((IFrameHandler)_router).OnFrame(PretendedLink.Of(_node), message.ToFrame());

    /// <summary>All waits are over at once.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
