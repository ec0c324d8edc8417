using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>Much that travels between nodes.</summary>
public sealed class NodeLoadTests
{
    private const int Ints = 2 << 20;

    [Theory, OnProcesses]
    public async Task Both_ways_at_once_with_stores_that_are_too_small(Way way)
    {
        await using StoreNodes nodes = new(way, 2, storeBytes: 64 << 20);
        var here = await PutManyAsync(nodes, 1, 12);
        var there = await PutManyAsync(nodes, 2, 12);
        var reads = here.Select((reference, i) => CheckAsync(nodes.At(2, reference), i)).Concat(there.Select((reference, i) => CheckAsync(nodes.At(1, reference), i)));
        await Task.WhenAll(reads).Within("all values, both ways");
        GC.KeepAlive((here, there));
    }

    [Theory, OnProcesses]
    public async Task What_is_on_disk_is_restored_for_another_node_whose_store_is_full_of_its_own(Way way)
    {
        await using StoreNodes nodes = new(way, 2, storeBytes: 64 << 20);
        var here = await PutManyAsync(nodes, 1, 16);
        var own = await PutManyAsync(nodes, 2, 8);
        for (int i = 0; i < here.Length; i++) await CheckAsync(nodes.At(2, here[i]), i);
        for (int i = 0; i < own.Length; i++) await CheckAsync(own[i], i);
        GC.KeepAlive(here);
    }

    [Fact]
    public async Task An_object_of_256_MiB_is_read_in_place_by_another_nodes_worker()
    {
        await using StoreNodes nodes = new(Way.Rings, 2, storeBytes: 512 << 20);
        int[] value = new int[64 << 20];
        for (int i = 0; i < value.Length; i += 1024) value[i] = i;
        var put = await nodes.Driver(1).PutAsync<ReadOnlyMemory<int>>(value, TestContext.Current.CancellationToken).Within("a put");
        var here = StoreJobs.Remote.On(nodes.Driver(2)).With(new() { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(2), soft: false) });      // else it runs where the object is
        Assert.Equal(StoreData.Sum<int>(value), await here.SumOfMemory(nodes.At(2, put)).Within("the sum"));
        Assert.Equal((1L, put.Entry.Stored!.Length), (nodes.Pulled(2), nodes[2].Store.PulledBytes));
        GC.KeepAlive(put);
    }

    [Fact]
    public async Task Ten_thousand_objects_of_150_KiB_travel_through_a_store_that_does_not_hold_them()
    {
        const int Count = 10_000, Length = 150 << 10 >> 2;
        await using StoreNodes nodes = new(Way.Rings, 2, storeBytes: 256 << 20);
        var refs = new ObjectRef<ReadOnlyMemory<int>>[Count];
        int[] value = new int[Length];
        for (int i = 0; i < Count; i++)
        {
            value[0] = i;
            refs[i] = await nodes.Driver(1).PutAsync<ReadOnlyMemory<int>>(value, TestContext.Current.CancellationToken).Within("a put");
        }
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async i =>
        {
            var read = await nodes.At(2, refs[i]).GetAsync();
            Assert.Equal((i, Length), (read.Span[0], read.Length));
        })).Within("all objects");
        Assert.True(nodes.Pulled(2) >= Count, $"{nodes.Pulled(2)} pulls");
        GC.KeepAlive(refs);
    }

    private static async Task<ObjectRef<ReadOnlyMemory<int>>[]> PutManyAsync(StoreNodes nodes, uint node, int count)
    {
        var refs = new ObjectRef<ReadOnlyMemory<int>>[count];
        for (int i = 0; i < count; i++)
        {
            int[] value = new int[Ints];
            System.Array.Fill(value, i);
            refs[i] = await nodes.Driver(node).PutAsync<ReadOnlyMemory<int>>(value, TestContext.Current.CancellationToken).Within("a put");
        }
        return refs;
    }

    private static async Task CheckAsync(ObjectRef<ReadOnlyMemory<int>> reference, int number)
    {
        var value = await reference.Within($"value {number}");
        Assert.Equal((Ints, -1), (value.Length, value.Span.IndexOfAnyExcept(number)));
    }
}
