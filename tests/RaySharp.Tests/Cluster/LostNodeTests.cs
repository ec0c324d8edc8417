using RaySharp.Hosting;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Objects whose last copy is lost in a cluster of several nodes: they are made again, and whoever reads them finds them where they are now.</summary>
public sealed class LostNodeTests
{
    private const int Length = 300_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_made_on_a_killed_node_is_made_again_elsewhere()
    {
        await using var cluster = await StartAsync();
        ObjectRef<byte[]>[] made = [On(2, cluster).Make(Length, 2), On(3, cluster).Make(Length, 3)];
        await AreThereAsync(made);
        Assert.Equal([2U, 3], made.Select(static each => each.Entry.Stored!.Node));
        uint lost = await KillOneAsync(cluster);
        Assert.Equal(StoreData.Bytes(Length, 2), await made[0].Within("the object of node 2"));
        Assert.Equal(StoreData.Bytes(Length, 3), await made[1].Within("the object of node 3"));
        Assert.All(made, each => Assert.Equal(5 - lost, each.Entry.Stored!.Node));
    }

    [Fact]
    public async Task What_was_made_of_what_was_made_on_a_killed_node_is_made_again_in_its_turn()
    {
        await using var cluster = await StartAsync();
        ObjectRef<byte[]>[] first = [On(2, cluster).Make(Length, 2), On(3, cluster).Make(Length, 3)];
        ObjectRef<byte[]>[] second = [On(2, cluster).Invert(first[0]), On(3, cluster).Invert(first[1])];
        ObjectRef<byte[]>[] third = [On(2, cluster).Invert(second[0]), On(3, cluster).Invert(second[1])];
        await AreThereAsync([.. first, .. second, .. third]);
        await KillOneAsync(cluster);
        Assert.Equal(StoreData.Bytes(Length, 2), await third[0].Within("the end of node 2's chain"));
        Assert.Equal(StoreData.Bytes(Length, 3), await third[1].Within("the end of node 3's chain"));
        Assert.Equal(StoreData.Bytes(Length, 2), await first[0].Within("the begin of node 2's chain"));
        Assert.Equal(StoreData.Bytes(Length, 3), await first[1].Within("the begin of node 3's chain"));
    }

    [Fact]
    public async Task A_task_waits_while_its_argument_of_a_killed_node_is_made_again()
    {
        await using var cluster = await StartAsync();
        ObjectRef<byte[]>[] made = [On(2, cluster).Make(Length, 2), On(3, cluster).Make(Length, 3)];
        await AreThereAsync(made);
        await KillOneAsync(cluster);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        Assert.Equal(StoreData.Sum(StoreData.Bytes(Length, 2)), await jobs.SumOfBytes(made[0]).Within("the sum of node 2's"));
        Assert.Equal(StoreData.Sum(StoreData.Bytes(Length, 3)), await jobs.SumOfBytes(made[1]).Within("the sum of node 3's"));
    }

    [Fact]
    public async Task What_may_run_on_a_killed_node_only_is_lost_and_the_error_says_why()
    {
        await using var cluster = await StartAsync();
        ObjectRef<byte[]>[] made = [On(2, cluster, soft: false).Make(Length, 2), On(3, cluster, soft: false).Make(Length, 3)];
        await AreThereAsync(made);
        uint lost = await KillOneAsync(cluster);
        var failure = await Assert.ThrowsAsync<ObjectReconstructionFailedException>(() => made[lost - 2].Within<byte[]>("the read"));
        Assert.Contains($"Node {lost}, which had it, is lost", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"bound to node {lost}", failure.Message, StringComparison.Ordinal);
    }

    [Theory, OnProcesses]
    public async Task A_reader_on_another_node_gets_what_is_made_again_and_both_copies_are_freed(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        var made = StoreJobs.Remote.On(nodes.Driver(1)).Make(Length, 4);
        await AreThereAsync([made]);
        await LoseAsync(nodes, 1, made);
        Assert.Equal(StoreData.Bytes(Length, 4), await nodes.At(2, made).Within("the value on node 2"));
        Assert.Equal(StoreData.Bytes(Length, 4), await made.Within("the owner's read"));
        await nodes.UntilAsync(2, static store => store.PulledCount == 1, "the copy");
        nodes.Core(1).Store.Opens.DeleteUnreferenced(made.Id);
        for (uint node = 1; node <= 2; node++) await nodes.UntilEmptyAsync(node, $"node {node} is empty");
        GC.KeepAlive(made);
    }

    [Theory, OnProcesses]
    public async Task A_reader_on_another_node_hears_why_it_cannot_be_made_again(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        var made = StoreJobs.Remote.On(nodes.Driver(1)).MakeOnce(Length);
        await AreThereAsync([made]);
        var there = nodes.At(2, made);
        await LoseAsync(nodes, 1, made);
        var first = await Assert.ThrowsAsync<ObjectReconstructionFailedException>(() => there.Within<byte[]>("the read on node 2"));
        var second = await Assert.ThrowsAsync<ObjectReconstructionFailedException>(() => made.Within<byte[]>("the owner's read"));
        Assert.Equal(first.Message, second.Message);
        Assert.Equal("It makes it once.", Assert.IsType<InvalidOperationException>(Assert.IsType<TaskFailedException>(first.InnerException).InnerException).Message);
    }

    [Theory, OnProcesses]
    public async Task While_another_node_has_a_copy_nothing_is_made_again(Way way)
    {
        await using StoreNodes nodes = new(way, 3);
        var made = StoreJobs.Remote.On(nodes.Driver(1)).MakeOnce(Length);      // a second time it would fail
        Assert.Equal(StoreData.Bytes(Length, 1), await nodes.At(2, made).Within("the value on node 2"));
        await nodes.UntilAsync(2, static store => store.PulledCount == 1, "the copy");
        await LoseAsync(nodes, 1, made);
        Assert.Equal(StoreData.Bytes(Length, 1), await made.Within("the owner's read"));
        Assert.Equal(StoreData.Bytes(Length, 1), await nodes.At(3, made).Within("the value on node 3"));
    }

    [Theory, OnProcesses]
    public async Task A_value_that_the_collector_finds_late_does_not_delete_what_was_made_again(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        var old = nodes.Own<byte[]>(new ObjectId(nodes.Core(1).Numbers.Next(), 0), Length, 2);
        var now = nodes.Own<byte[]>(old.Id, await nodes.StoreAsync(1, old.Id, StoreData.Bytes(Length, 1)), 1);
        old.Entry.Stored!.LetGo();
        nodes.Core(1).Store.Opens.TellNow();
        Assert.Equal(StoreData.Bytes(Length, 1), await now.Within("the value"));
        Assert.Equal(1U, now.Entry.Stored!.Node);
    }

    private static Task<EmbeddedCluster> StartAsync() => EmbeddedCluster.StartAsync(new RayOptions { LocalNodes = 2, Cpus = 1, ObjectStoreMemory = 64 << 20 }, Cancel);

    private static StoreJobs.RemoteStubs On(uint node, EmbeddedCluster cluster, bool soft = true) =>
        StoreJobs.Remote.On(cluster.Runtime).With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(node), soft) });

    /// <summary>They are made, and nobody has read them.</summary>
    private static async Task AreThereAsync(ObjectRef<byte[]>[] made)
    {
        await Ray.WaitAsync(made, made.Length, cancel: Cancel).Within("all are made");
        Assert.All(made, static each => Assert.Single(each.Entry.Stored!.Nodes));
    }

    /// <returns>The node's number.</returns>
    private static async Task<uint> KillOneAsync(EmbeddedCluster cluster)
    {
        TaskCompletionSource<uint> gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Membership!.Changed += (node, isReady) =>
        {
            if (!isReady) gone.TrySetResult(node);
        };
        Signals.Send(cluster.LocalNodes!.Pids[0], Signals.Kill);
        return await gone.Task.Within("the killed node is noticed");
    }

    /// <summary>A store forgets the object behind its owner's back, and the owner what it has read of it.</summary>
    private static async Task LoseAsync(StoreNodes nodes, uint node, ObjectRef made)
    {
        nodes.Core(1).Peers.Send(ProcessId.HostOf(node), new ObjectDelete([made.Id]));
        await nodes.UntilAsync(node, store => !store.Objects.Any(stored => stored.Id == made.Id && !stored.IsDeleted), "it is lost");
        ((StoredValue)made.Entry.Stored!).Forget();
    }
}
