using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Spilling;

namespace RaySharp.Tests.Cluster;

/// <summary>Plain arguments that need an extent of their own, which only the node can lend: the call waits for it, its stub does not.</summary>
public sealed class VeryLargeArgumentTests
{
    private const int Mib = 1 << 20;
    private static readonly RayOptions _small = new() { Cpus = 2, WorkerProcesses = 1, ObjectStoreMemory = 8 * Mib, MaxPendingArgumentBytes = 3 * Mib };

    [Theory, OnProcesses]
    public async Task They_go_to_the_store_and_leave_it_with_their_call(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _small);
        using Gate gate = new();
        var jobs = WaitJobs.Remote.On(cluster.Runtime);
        ObjectRef<int> first = jobs.LengthAt(new byte[2 * Mib], gate.Name, "first");
        var visitor = await gate.NextAsync("the first runs");
        Assert.Equal(0, cluster.Runtime.Core.Objects.ArgumentBudget.Pending);       // it waits for nothing, and travels by name
        Assert.Equal(1, cluster.Store.Look(static store => store.ObjectCount));
        ObjectRef<int> second = Tally.Remote.On(cluster.Runtime).Create().LengthAt(new byte[2 * Mib], gate.Name, "second");
        visitor.LetGo();
        (await gate.NextAsync("the second runs")).LetGo();
        Assert.Equal((2 * Mib, 2 * Mib), (await first.Within("the first"), await second.Within("the second")));
        await cluster.UntilEmptyAsync("both have ended");
    }

    [Theory, OnProcesses]
    public async Task Calls_of_an_actor_keep_their_order_and_see_what_was_given(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _small);
        var tally = Tally.Remote.On(cluster.Runtime).Create();
        byte[] large = new byte[Mib], small = new byte[10];
        List<int> expected = [];
        for (int i = 0; i < 30; i++)
        {
            byte[] bytes = i % 3 == 0 ? large : small;
            bytes[^1] = (byte)i;
            ObjectRef seen = i % 5 == 4 ? tally.See(i) : tally.SeeLast(bytes);
            expected.Add(i);
            bytes[^1] = 255;      // it belongs to the caller again
            if (i % 3 == 0 && i > 0) await seen.Within($"call {i}");
        }
        Assert.Equal(expected, await tally.Seen().Within("all"));
        await cluster.UntilEmptyAsync("all have ended");
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_its_argument_waits_for_room_holds_up_nobody()
    {
        FaultySpillStorage disk = new();
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        var tally = Tally.Remote.On(cluster.Runtime).Create();
        await tally.See(1).Within("the first call");
        using var slow = disk.Shut();
        List<ObjectRef<byte[]>> refs = [];
        for (int seed = 0; seed < 6; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, seed)).Within($"put {seed}"));
        ObjectRef call = tally.SeeLast(new byte[2 * Mib + Mib / 2]), next = tally.See(2);
        await cluster.UntilAsync(static store => store.WaitingCount > 0, "the argument waits for room");
        Assert.Throws<PendingCallsLimitExceededException>(() => tally.SeeLast(new byte[Mib]));      // what waits is counted
        Assert.False(next.IsCompleted);
        call.Cancel();
        await call.FailsWith<RemoteTaskCanceledException>("the cancelled call");
        await next.Within("the call behind it");
        await cluster.UntilAsync(static store => store.WaitingCount == 0, "nothing waits for room");
        Assert.Equal("1 2", string.Join(" ", await tally.Seen().Within("what the actor saw")));
        Assert.Equal(0, cluster.Runtime.Core.Objects.ArgumentBudget.Pending);
        GC.KeepAlive(refs);
    }

    [Fact]
    public async Task Where_nothing_has_room_the_call_fails_with_the_numbers()
    {
        await using var cluster = StoreClusters.Start(Way.Rings, _small, new FaultySpillStorage { Capacity = 0 });
        await File.WriteAllTextAsync(Path.Combine(cluster.RunFolder, "objects"), "no folder can be made here", TestContext.Current.CancellationToken);
        List<ObjectRef<byte[]>> refs = [];
        for (int seed = 0; seed < 6; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, seed)).Within($"put {seed}"));
        var full = await StoreJobs.Remote.On(cluster.Runtime).SumOfBytes(new byte[2 * Mib + Mib / 2]).FailsWith<ObjectStoreFullException>("a call whose argument has no room");
        Assert.Contains("RayOptions.ObjectStoreMemory", full.Message);
        var tally = Tally.Remote.On(cluster.Runtime).Create();
        ObjectRef call = tally.SeeLast(new byte[2 * Mib + Mib / 2]), next = tally.See(2);
        await call.FailsWith<ObjectStoreFullException>("a call of an actor");
        await next.Within("the call behind it");
        Assert.Equal(0, cluster.Runtime.Core.Objects.ArgumentBudget.Pending);
        GC.KeepAlive(refs);
    }
}
