using RaySharp.Hosting;
using RaySharp.Platform;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>In a store of 64 MiB with extents of 2 MiB: memory is made ahead up to half of it, beside the extent at hand.</summary>
public sealed class MemoryAheadTests
{
    private const long All = 32 << 20;

    [Fact]
    public async Task Nothing_is_made_ahead_before_the_first_result()
    {
        using Gate gate = new();
        await using var cluster = Start();
        var task = WaitJobs.Remote.On(cluster.Runtime).At(gate.Name, "works");
        var visitor = await gate.NextAsync("it runs");
        await cluster.Node.FirstReady.Within("a process is ready");
        Assert.False(cluster.Store.Look(static store => store.Reserved > 0));
        visitor.LetGo();
        await task.Within("the task");
        await UntilMadeAsync(cluster);
    }

    [Fact]
    public async Task Who_asks_for_nothing_has_it_made_when_a_process_is_ready()
    {
        await using var cluster = Start();
        await UntilMadeAsync(cluster);
        Assert.Equal(All, (await cluster.Runtime.MemoryReportAsync().Within("the report")).Reserved);
    }

    [Theory]
    [InlineData(20 << 20)]
    [InlineData(32 << 20)]
    [InlineData(50 << 20)]
    public async Task The_first_large_object_is_written_there_by_the_driver(int length)
    {
        await using var cluster = Start();
        await UntilMadeAsync(cluster);
        using var watch = new Watch(cluster);
        byte[] value = StoreData.Bytes(length, 1);
        var stored = await cluster.Runtime.PutAsync<ReadOnlyMemory<byte>>(value).Within("a put");
        Assert.Contains(1UL, watch.Taken);
        Assert.Equal(StoreData.Sum(value), StoreData.Sum((await stored.Within("a get")).Span));
        Assert.Equal(StoreData.Sum(value), await StoreJobs.Remote.On(cluster.Runtime).SumOfBytes(value).Within("a copy of it in a worker"));
        watch.AssertCapacity();
    }

    [Fact]
    public async Task The_first_large_object_is_written_there_by_a_worker()
    {
        await using var cluster = Start();
        await UntilMadeAsync(cluster);
        using var watch = new Watch(cluster);
        byte[] value = await StoreJobs.Remote.On(cluster.Runtime).Make(20 << 20, 2).Within("made by a worker");
        Assert.Contains(1UL, watch.Taken);
        Assert.Equal(StoreData.Bytes(20 << 20, 2), value);
        watch.AssertCapacity();
    }

    [Fact]
    public async Task When_memory_is_short_it_is_given_back_and_stays_away()
    {
        using PretendedMemory memory = new();
        await using var cluster = Start(memory.Limits);
        await UntilMadeAsync(cluster);
        memory.Use(percent: 97);
        cluster.Monitor!.Look();
        Assert.Equal(0, cluster.Store.Look(static store => store.Reserved));
        memory.Use(percent: 10);
        var stored = await cluster.Runtime.PutAsync(StoreData.Bytes(8 << 20, 3)).Within("a put");
        Assert.Equal(StoreData.Bytes(8 << 20, 3), await stored.Within("a get"));
        Assert.Equal((0, false), cluster.Store.Look(static store => ((int)store.Reserved, store.WantsReserve)));
    }

    [Fact]
    public async Task Small_objects_push_it_out_of_the_capacity()
    {
        await using var cluster = Start();
        await UntilMadeAsync(cluster);
        using var watch = new Watch(cluster);
        List<ObjectRef<byte[]>> held = [];
        for (int i = 0; i < 60; i++) held.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(900_000, i)).Within("a put"));
        Assert.True(cluster.Store.Look(static store => store.Reserved) < All);
        watch.AssertCapacity();
        for (int i = 0; i < held.Count; i++) Assert.Equal(StoreData.Bytes(900_000, i), await held[i].Within($"object {i}"));
    }

    [Fact]
    public async Task Nothing_is_left_of_it_at_the_end()
    {
        var cluster = Start();
        await UntilMadeAsync(cluster);
        await cluster.DisposeAsync().Within("the end");
        Assert.Equal(0, cluster.Store.Look(static store => store.Reserved));
    }

    private static EmbeddedCluster Start(MemoryLimits? memory = null) => EmbeddedCluster.Start(
        Clusters.Of(Way.Rings, new() { Cpus = 2, WorkerProcesses = 1, ObjectStoreMemory = 64 << 20, MemoryMonitorInterval = TimeSpan.FromDays(1) }), memory: memory);

    private static Task UntilMadeAsync(EmbeddedCluster cluster) => cluster.UntilAsync(static store => store.Reserved == All, "memory is made ahead");

    /// <summary>What the books said after each decision.</summary>
    private sealed class Watch : IDisposable
    {
        private readonly EmbeddedCluster _cluster;
        private readonly List<(long Committed, long Reserved, long Capacity)> _seen = [];

        public Watch(EmbeddedCluster cluster)
        {
            _cluster = cluster;
            cluster.Store.Decided += Look;
        }

        /// <summary>The reserves of which extents were made.</summary>
        public HashSet<ulong> Taken { get; } = [];

        public void AssertCapacity() => _cluster.Store.Look(_ =>
        {
            Assert.All(_seen, static books => Assert.True(books.Committed + books.Reserved <= books.Capacity));
            return 0;
        });

        public void Dispose() => _cluster.Store.Decided -= Look;

        private void Look() => _cluster.Store.Look(store =>
        {
            _seen.Add((store.Committed, store.Reserved, store.Capacity));
            Taken.UnionWith(store.Extents.Select(static extent => extent.Reserve));
            return 0;
        });
    }
}
