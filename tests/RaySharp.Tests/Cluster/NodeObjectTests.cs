using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Codecs;

namespace RaySharp.Tests.Cluster;

/// <summary>Objects that are read on other nodes than where they were made.</summary>
public sealed class NodeObjectTests
{
    [Theory, OnEveryWay]
    public async Task Values_of_all_kinds_are_read_on_another_node(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        await ReadsAsync(nodes, StoreData.Bytes(300_001, 1), static value => StoreData.Sum(value), static (jobs, r) => jobs.SumOfBytes(r));
        await ReadsAsync(nodes, (double[])[.. Enumerable.Range(0, 50_000).Select(static i => Math.Sqrt(i))], static value => StoreData.Sum<double>(value), static (jobs, r) => jobs.SumOfDoubles(r));
        await ReadsAsync(nodes, string.Concat(Enumerable.Repeat("gr\u00fc\u00df\u4f60 ", 40_000)), StoreData.Sum, static (jobs, r) => jobs.SumOfText(r));
        await ReadsAsync(nodes, Batches.Of(8_000, 6, "int32", "double", "string", "list", "bool"), StoreJobs.SumOfBatch, static (jobs, r) => jobs.SumOfBatch(r));
        await ReadsAsync(nodes, Batches.TableOf(8_000, 5, 1_000, "int32", "double", "string"), StoreJobs.SumOfTable, static (jobs, r) => jobs.SumOfTable(r));
    }

    [Theory, OnProcesses]
    public async Task An_object_is_pulled_once_however_many_read_it_and_nothing_is_copied_besides(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        byte[] value = StoreData.Bytes(10 << 20, 2);
        var put = await nodes.Driver(1).PutAsync(value, TestContext.Current.CancellationToken).Within("a put");
        long copied = nodes.Core(1).Store.CopiedBytes;
        var jobs = StoreJobs.Remote.On(nodes.Driver(2));
        var there = nodes.At(2, put);
        var sums = Enumerable.Range(0, 8).Select(_ => jobs.SumOfBytes(there)).ToArray();
        Assert.Equal(value, await there.Within("the value in the other host"));
        foreach (var sum in sums) Assert.Equal(StoreData.Sum(value), await sum.Within("a task's sum"));
        Assert.Equal((1L, nodes[2].Store.PulledBytes), (nodes.Pulled(2), put.Entry.Stored!.Length));
        Assert.Equal(copied, nodes.Core(1).Store.CopiedBytes);
        Assert.Equal([1U, 2U], put.Entry.Stored.Nodes);
        Assert.Equal(0, nodes.Pulled(1));
        GC.KeepAlive(put);
    }

    [Theory, OnProcesses]
    public async Task Results_are_known_to_be_where_their_task_ran_and_travel_on_to_a_third_node(Way way)
    {
        await using StoreNodes nodes = new(way, 3);
        var made = StoreJobs.Remote.On(nodes.Driver(1)).Make(400_000, 5);
        var sum = StoreJobs.Remote.On(nodes.Driver(3)).SumOfBytes(nodes.At(3, made));
        Assert.Equal(StoreData.Sum(StoreData.Bytes(400_000, 5)), await sum.Within("the sum on the third node"));
        Assert.Equal(StoreData.Bytes(400_000, 5), await nodes.At(2, made).Within("the value on the second node"));
        await nodes.UntilAsync(2, static store => store.PulledCount == 1, "the copy");
        Assert.Equal(1U, made.Entry.Stored!.Node);
        GC.KeepAlive(made);
    }

    [Theory, OnProcesses]
    public async Task What_is_freed_leaves_all_nodes(Way way)
    {
        await using StoreNodes nodes = new(way, 3);
        var put = await nodes.Driver(1).PutAsync(StoreData.Bytes(300_000, 3), TestContext.Current.CancellationToken).Within("a put");
        await StoreJobs.Remote.On(nodes.Driver(2)).SumOfBytes(nodes.At(2, put)).Within("the sum on node 2");
        await StoreJobs.Remote.On(nodes.Driver(3)).SumOfBytes(nodes.At(3, put)).Within("the sum on node 3");
        nodes.Core(1).Objects.Store.Opens.DeleteUnreferenced(put.Id);
        for (uint node = 1; node <= 3; node++) await nodes.UntilEmptyAsync(node, $"node {node} is empty");
        GC.KeepAlive(put);
    }

    [Theory, OnProcesses]
    public async Task When_the_first_copy_is_lost_another_keeps_the_object(Way way)
    {
        await using StoreNodes nodes = new(way, 3);
        var made = await nodes.MakeOnAsync(2, StoreData.Bytes(300_000, 7));
        var owner = nodes.Core(1);
        Assert.Equal(StoreData.Bytes(300_000, 7), await made.Within("the value here"));
        await nodes.UntilAsync(1, static store => store.PulledCount == 1, "the copy");
        await nodes.LoseAsync(2);
        Assert.Equal([1U], owner.Store.Opens.Copies.NodesOf(made.Id));
        Assert.Equal(StoreData.Bytes(300_000, 7), await nodes.At(3, made).Within("the value on the third node"));
        await nodes.UntilAsync(1, store => !store.Objects.Single(stored => stored.Id == made.Id).IsCopy, "it is kept here");
        GC.KeepAlive(made);
    }

    [Theory, OnProcesses]
    public async Task When_the_only_copy_is_lost_readers_are_told_which_node_had_it(Way way)
    {
        await using StoreNodes nodes = new(way, 3);
        var made = await nodes.MakeOnAsync(2, StoreData.Bytes(300_000, 7));
        var elsewhere = nodes.At(3, made);
        await nodes.LoseAsync(2);
        var lost = await Assert.ThrowsAsync<ObjectLostException>(() => made.Within<byte[]>("the owner's read"));
        Assert.Contains("Node 2, which had it, is lost: it was killed.", lost.Message, StringComparison.Ordinal);
        lost = await Assert.ThrowsAsync<ObjectLostException>(() => elsewhere.Within<byte[]>("a borrower's read"));
        Assert.Contains("Node 2, which had it, is lost: it was killed.", lost.Message, StringComparison.Ordinal);
    }

    [Theory, OnProcesses]
    public async Task An_object_that_will_be_made_again_is_waited_for(Way way)
    {
        await using StoreNodes nodes = new(way, 3);
        var made = await nodes.MakeOnAsync(2, StoreData.Bytes(300_000, 7));
        var copies = nodes.Core(1).Store.Opens.Copies;
        TaskCompletionSource<string> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        copies.Recovery = (_, reason) =>
        {
            asked.TrySetResult(reason);
            return null;
        };
        await nodes.LoseAsync(2);
        Assert.False(asked.Task.IsCompleted);       // nobody reads it
        var read = nodes.At(3, made).GetAsync();
        Assert.Contains("Node 2, which had it, is lost", await asked.Task.Within("the question whether it will be made again"), StringComparison.Ordinal);
        copies.Remade(made.Id, await nodes.StoreAsync(3, made.Id, StoreData.Bytes(300_000, 7)), 3);
        Assert.Equal(StoreData.Bytes(300_000, 7), await read.Within("the value on the node where it was made again"));
        Assert.Equal(StoreData.Bytes(300_000, 7), await made.Within("the owner's read"));
    }

    [Theory, OnProcesses]
    public async Task What_is_open_here_stays_readable_when_the_nodes_that_had_it_are_lost(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        var made = await nodes.MakeOnAsync(2, StoreData.Bytes(300_000, 7));
        await made.Within("the first read");
        await nodes.LoseAsync(2);
        Assert.Equal(StoreData.Bytes(300_000, 7), await made.Within("the second read"));
    }

    [Theory, OnProcesses]
    public async Task A_report_names_the_nodes_that_have_an_object(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        var put = await nodes.Driver(1).PutAsync(StoreData.Bytes(300_000, 3), TestContext.Current.CancellationToken).Within("a put");
        await nodes.At(2, put).Within("the value on node 2");
        await nodes.UntilAsync(2, static store => store.PulledCount == 1, "the copy");
        var report = await nodes.Driver(1).MemoryReportAsync(TestContext.Current.CancellationToken).Within("the report");
        var info = Assert.Single(report.Objects);
        Assert.Equal([1, 2], info.Nodes);
        Assert.Equal((1, ProcessId.HostOf(1), 128L << 20), (report.ObjectCount, info.WrittenBy, report.Capacity));
        GC.KeepAlive(put);
    }

    private static async Task ReadsAsync<T>(StoreNodes nodes, T value, Func<T, ulong> sum, Func<StoreJobs.RemoteStubs, ObjectRef<T>, ObjectRef<ulong>> ask)
    {
        var put = await nodes.Driver(1).PutAsync(value, TestContext.Current.CancellationToken).Within("a put");
        Assert.True(put.IsStored());
        Assert.Equal(sum(value), await ask(StoreJobs.Remote.On(nodes.Driver(2)), nodes.At(2, put)).Within($"the sum of a {typeof(T).Name}"));
        Assert.Equal(sum(value), sum(await nodes.At(2, put).Within($"the {typeof(T).Name} itself")));
        GC.KeepAlive(put);
    }
}
