using RaySharp.Messages;
using RaySharp.Tests.Wire;

namespace RaySharp.Tests.Cluster;

/// <summary>Objects on their way between nodes, and what goes wrong meanwhile. Node 9 is the test.</summary>
public sealed class NodeFaultTests
{
    private const int Size = 6 << 20;
    private static readonly byte[] _value = StoreData.Bytes(Size, 4);

    [Theory, OnProcesses]
    public async Task A_source_that_ends_midway_is_followed_by_the_next(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        var core = nodes.Pretend(9);
        var source = new PretendedSource(core, _value);
        var made = await OnBothAsync(nodes, source);
        var read = nodes.At(2, made).GetAsync();
        await source.SendAsync(0, 1 << 20);
        await core.DisposeAsync().Within("the end of node 9");
        Assert.Equal(_value, await read.Within("the value from the other source"));
        Assert.Equal(1, nodes.Pulled(2));
        GC.KeepAlive(made);
    }

    [Theory]
    [InlineData(0, null, null, 5 << 20)]        // more than was allowed
    [InlineData(1, null, null, 1000)]           // not from the begin
    [InlineData(0, null, -8L, 1000)]            // before the begin
    [InlineData(0, 77UL, null, 1000)]           // of a pull that there never was
    [InlineData(0, null, null, 0)]              // nothing
    public async Task A_source_that_sends_what_cannot_be_loses_its_link_and_the_next_is_asked(int offset, ulong? number, long? saidOffset, int length)
    {
        await using StoreNodes nodes = new(Way.Rings, 2);
        var core = nodes.Pretend(9);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        core.LinkEnded += (link, _) =>
        {
            if (link.Peer == ProcessId.HostOf(2)) ended.TrySetResult();
        };
        var source = new PretendedSource(core, _value);
        var made = await OnBothAsync(nodes, source);
        var read = nodes.At(2, made).GetAsync();
        await source.SendAsync(offset, length, number, saidOffset);
        Assert.Equal(_value, await read.Within("the value from the other source"));
        await ended.Task.Within("the liar's link ends");
        GC.KeepAlive(made);
    }

    [Theory, OnProcesses]
    public async Task Late_pieces_of_a_pull_that_was_cancelled_are_ignored(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        var source = new PretendedSource(nodes.Pretend(9), _value);
        var made = nodes.Own<byte[]>(new ObjectId(nodes.Core(1).Numbers.Next(), 0), source.Length, 9);
        var read = nodes.At(2, made).GetAsync();
        await source.SendAsync(0, 1000);
        nodes.Core(1).Peers.Send(ProcessId.HostOf(2), new ObjectDelete([made.Id]));
        await source.Cancelled.Task.Within("the cancellation");
        await Assert.ThrowsAsync<ObjectLostException>(() => read.Within("the reader's end"));
        await source.SendAsync(1000, 1000);
        await nodes.UntilEmptyAsync(2, "nothing is left of it");
        var other = await nodes.MakeOnAsync(1, _value);
        Assert.Equal(_value, await nodes.At(2, other).Within("another object"));
        Assert.Equal(0, nodes[2].Store.Look(static store => store.PullingBytes));
        GC.KeepAlive(made);
    }

    [Theory, OnProcesses]
    public async Task An_object_that_is_freed_while_it_travels_arrives_and_goes(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        byte[] small = StoreData.Bytes(300_000, 6);
        var source = new PretendedSource(nodes.Pretend(9), small);
        var made = nodes.Own<byte[]>(new ObjectId(nodes.Core(1).Numbers.Next(), 0), source.Length, 9);
        var read = nodes.At(2, made).GetAsync();
        await source.AskedAsync();
        nodes.Core(1).Store.Opens.DeleteUnreferenced(made.Id);
        await source.Deleted.Task.Within("the source is told");
        await source.SendAsync(0, (int)source.Length);
        await nodes.UntilAsync(2, static store => store is { PulledCount: 1, ObjectCount: 0 }, "the copy came, and is deleted");
        await Task.WhenAny(read).Within("the reader's end");
        GC.KeepAlive(made);
    }

    [Theory, OnProcesses]
    public async Task A_node_that_ends_while_it_is_sent_an_object_reads_it_no_more(Way way)
    {
        await using StoreNodes nodes = new(way, 1);
        var put = await nodes.Driver(1).PutAsync(_value, TestContext.Current.CancellationToken).Within("a put");
        var core = nodes.Pretend(9);
        var pieces = new Collector();
        var inbox = core.Endpoint.OpenInbox("test-pieces", pieces);
        core.Peers.Send(ProcessId.HostOf(1), new PullRequest(1, put.Id, put.Entry.Stored!.Length, 1000, inbox.Id, IsArgument: false));
        await nodes.UntilAsync(1, static store => store.Objects.Single().Readers.Contains(ProcessId.HostOf(9)), "it is read for the node");
        await core.DisposeAsync().Within("the end of node 9");
        await nodes.UntilAsync(1, static store => !store.Objects.Single().Readers.Contains(ProcessId.HostOf(9)), "it is read no more");
        GC.KeepAlive(put);
    }

    [Theory, OnProcesses]
    public async Task When_the_owners_node_is_lost_its_objects_go_also_those_on_their_way(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        var source = new PretendedSource(nodes.Pretend(9), _value);
        var made = nodes.Own<byte[]>(new ObjectId(nodes.Core(1).Numbers.Next(), 0), source.Length, 9);
        var other = await nodes.MakeOnAsync(1, StoreData.Bytes(300_000, 1));
        Assert.Equal(300_000, await LengthAtAsync(nodes, 2, other));
        var read = nodes.At(2, made).GetAsync();
        await source.SendAsync(0, 1000);
        await nodes.LoseAsync(1);
        await Assert.ThrowsAnyAsync<ObjectLostException>(() => read.Within("the reader's end"));
        GC.Collect();      // the reader's reference: as long as there is one its copy stays open
        GC.WaitForPendingFinalizers();
        await nodes.UntilEmptyAsync(2, "nothing is left of them");
    }

    [Theory, OnProcesses]
    public async Task A_node_that_has_no_copy_though_the_owner_said_so_is_asked_once(Way way)
    {
        await using StoreNodes nodes = new(way, 3);
        var made = nodes.Own<byte[]>(new ObjectId(nodes.Core(1).Numbers.Next(), 0), 300_000, 3);
        var lost = await Assert.ThrowsAsync<ObjectLostException>(() => nodes.At(2, made).Within<byte[]>("the read"));
        Assert.Contains("Node 3, which had the last copy, has it no more.", lost.Message, StringComparison.Ordinal);
        Assert.Empty(nodes.Core(1).Store.Opens.Copies.NodesOf(made.Id));
    }

    [Theory, OnProcesses]
    public async Task Where_the_link_to_the_source_ends_its_owner_finds_out_whether_the_object_is_lost(Way way)
    {
        await using StoreNodes nodes = new(way, 2);
        var source = new PretendedSource(nodes.Pretend(9), _value);
        var made = nodes.Own<byte[]>(new ObjectId(nodes.Core(1).Numbers.Next(), 0), source.Length, 9);
        var read = nodes.At(2, made).GetAsync();
        await source.CloseLinkAsync();
        var lost = await Assert.ThrowsAsync<ObjectLostException>(() => read.Within("the reader's end"));
        Assert.Contains("Node 9, which had the last copy, has it no more.", lost.Message, StringComparison.Ordinal);
    }

    [Theory, OnProcesses]
    public async Task A_reader_that_was_sent_to_where_nothing_is_learns_of_another_copy(Way way)
    {
        await using StoreNodes nodes = new(way, 3);
        var made = await nodes.MakeOnAsync(3, StoreData.Bytes(300_000, 2));
        var there = nodes.At(2, made);
        there.Entry.TryComplete(nodes.Core(2).Store.ValueOf(made.Id, made.Entry.Stored!.Length, [1]));
        Assert.Equal(StoreData.Bytes(300_000, 2), await there.Within("the value from node 3"));
        GC.KeepAlive(made);
    }

    /// <summary>Leaves no reference behind.</summary>
    private static async Task<int> LengthAtAsync(StoreNodes nodes, uint node, ObjectRef<byte[]> made) => (await nodes.At(node, made).Within("the object there")).Length;

    /// <summary>An object of the first driver that the pretended node 9 has, and node 1.</summary>
    private static async Task<ObjectRef<byte[]>> OnBothAsync(StoreNodes nodes, PretendedSource source)
    {
        ObjectId id = new(nodes.Core(1).Numbers.Next(), 0);
        await nodes.StoreAsync(1, id, _value);
        var made = nodes.Own<byte[]>(id, source.Length, 9);
        nodes.Core(1).Store.Opens.Copies.Remade(id, source.Length, 1);
        return made;
    }
}
