using Apache.Arrow;
using RaySharp.Hosting;
using RaySharp.Spilling;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Spilling;

namespace RaySharp.Tests.Cluster;

/// <summary>More is alive than memory has room for.</summary>
public sealed class StoreFullTests
{
    private const int Mib = 1 << 20;
    private static readonly RayOptions _small = new() { Cpus = 4, WorkerProcesses = 2, ObjectStoreMemory = 8 * Mib };

    /// <summary>Of 4 MiB each, and of 256 KiB each: 2 GiB together, in a store of 64 MiB.</summary>
    private const int LargeObjects = 256, SmallObjects = 4096, Reads = 10_000, ReadsAtOnce = 16;

    /// <summary>Set for the full size by sockets, too.</summary>
    private static readonly bool _isFull = Environment.GetEnvironmentVariable("RAYSHARP_TEST_FULL") is "1";

    [Theory, OnProcesses]
    public async Task Thirty_two_times_as_much_as_memory_holds_is_read_at_random(Way way)
    {
        int part = _isFull || way == Way.Rings ? 1 : 8;
        await using var cluster = StoreClusters.Start(way);
        List<(ObjectRef<RecordBatch> Ref, ulong Sum)> all = [];
        byte[] pattern = StoreData.Bytes(4 * Mib, 1);
        for (int i = 0; i < (LargeObjects + SmallObjects) / part; i++)
        {
            var bytes = pattern.AsMemory(0, i % ((LargeObjects + SmallObjects) / LargeObjects) == 0 ? 4 * Mib : Mib / 4);
            for (int at = 0; at < bytes.Length; at += 4096) BitConverter.TryWriteBytes(bytes.Span[at..], i);      // every page tells whose it is
            all.Add((await cluster.Runtime.PutAsync(StoreData.Batch(bytes)).Within($"put {i}"), StoreData.Sum(bytes.Span)));
        }
        Random random = new(1);
        int[] order = [.. Enumerable.Range(0, Reads / part).Select(_ => random.Next(all.Count))];
        await Parallel.ForEachAsync(order, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce }, async (i, _) =>
        {
            var (reference, sum) = all[i];
            using var batch = await reference.Within($"a read of {i}");
            Assert.Equal(sum, StoreData.Sum(batch));
        });
        foreach (var (reference, _) in all) reference.Release();
        await cluster.UntilEmptyAsync("all are let go");
    }

    [Fact]
    public async Task A_store_that_memory_has_no_room_for_is_refused_at_the_start_with_the_numbers()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Ray.StartAsync(new() { Cpus = 1, ObjectStoreMemory = 1L << 50 }));
        Assert.Matches("An object store of 1 PiB .* was asked for, but .* leaves .* to this process", refused.Message);
    }

    [Theory, OnProcesses]
    public async Task Tasks_that_all_wait_for_room_at_the_same_time_all_end(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _small);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        ObjectRef<byte[]>[] arguments = [.. Enumerable.Range(0, 8).Select(i => jobs.Make(2 * Mib, i))];
        ObjectRef<byte[]>[] results = [.. arguments.Select(argument => jobs.Invert(argument)), .. arguments.Select(argument => jobs.Invert(argument))];
        for (int i = 0; i < results.Length; i++)
        {
            byte[] expected = [.. StoreData.Bytes(2 * Mib, i % 8).Select(static b => (byte)~b)];
            Assert.Equal(StoreData.Sum(expected), StoreData.Sum(await results[i].Within($"result {i}")));
        }
    }

    [Theory, OnProcesses]
    public async Task Batches_that_are_held_do_not_stop_others(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _small);
        List<RecordBatch> held = [];
        for (int seed = 0; seed < 12; seed++)
        {
            var put = await cluster.Runtime.PutAsync(StoreData.Batch(Mib / 8, seed)).Within($"put {seed}");
            held.Add(await put.Within($"get {seed}"));
        }
        for (int seed = 0; seed < 12; seed++) Assert.Equal(StoreData.Sum(StoreData.Batch(Mib / 8, seed)), StoreData.Sum(held[seed]));
        held.ForEach(static batch => batch.Dispose());
    }

    [Theory, OnProcesses]
    public async Task An_object_may_be_larger_than_the_store(Way way)
    {
        await using var cluster = StoreClusters.Start(way, _small);
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        byte[] bytes = StoreData.Bytes(32 * Mib, 1);
        var put = await cluster.Runtime.PutAsync(bytes).Within("the put");
        Assert.Equal(StoreData.Sum(bytes), await jobs.SumOfBytes(put).Within("an argument"));
        Assert.Equal(StoreData.Sum(bytes), StoreData.Sum(await jobs.Bytes(put).Within("a result")));
        Assert.True(cluster.Store.Look(static store => store.Committed) <= 8 * Mib);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_task_that_waits_for_room_gives_its_CPU_to_those_that_would_make_room(bool builds)
    {
        FaultySpillStorage disk = new();
        await using var cluster = StoreClusters.Start(Way.Rings, new() { Cpus = 1, WorkerProcesses = 1, ObjectStoreMemory = 8 * Mib }, disk);
        using var slow = disk.Shut();
        List<ObjectRef<byte[]>> refs = [];
        for (int seed = 0; seed < 6; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, seed)).Within($"put {seed}"));
        ObjectRef waits = builds ? BuildJobs.Remote.On(cluster.Runtime).Doubles(3 * Mib / sizeof(double), 0.5) : StoreJobs.Remote.On(cluster.Runtime).Make(3 * Mib, 1);
        await cluster.UntilAsync(static store => store.WaitingCount > 0, "a task waits for room");
        Assert.Equal(3, await ValueJobs.Remote.On(cluster.Runtime).Add(1, 2).Within("another task", () => cluster.Books()));
        Assert.False(waits.IsCompleted);
        foreach (var reference in refs) reference.Release();
        await waits.Within("the task that has room now", () => cluster.Books());
    }

    [Fact]
    public async Task Who_builds_waits_for_room_until_it_is_cancelled()
    {
        FaultySpillStorage disk = new();
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        using var slow = disk.Shut();
        List<ObjectRef<byte[]>> refs = [];
        for (int seed = 0; seed < 6; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, seed)).Within($"put {seed}"));
        using CancellationTokenSource stop = new();
        var building = Task.Run(() => cluster.Runtime.Allocate<byte>(3 * Mib, stop.Token));
        await cluster.UntilAsync(static store => store.WaitingCount > 0, "somebody waits for room");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => building.Within("a cancelled wait"));
        await cluster.UntilAsync(static store => store.WaitingCount == 0, "nobody waits for room");
        GC.KeepAlive(refs);
    }

    [Fact]
    public async Task Where_neither_memory_nor_disk_has_room_the_error_tells_numbers_and_what_to_do()
    {
        FaultySpillStorage disk = new() { Capacity = 2 * Mib };
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        await File.WriteAllTextAsync(Path.Combine(cluster.RunFolder, "objects"), "no folder can be made here", TestContext.Current.CancellationToken);
        List<ObjectRef<byte[]>> refs = [];
        var full = await Assert.ThrowsAsync<ObjectStoreFullException>(async () =>
        {
            for (int seed = 0; seed < 20; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, seed)).Within("a put", () => cluster.Books()));
        });
        Assert.Contains("8 MiB", full.Message);
        Assert.Contains("disk has none", full.Message);
        Assert.Contains("RayOptions.ObjectStoreMemory", full.Message);
        var result = await StoreJobs.Remote.On(cluster.Runtime).Make(Mib, 1).FailsWith<TaskFailedException>("a result without room");
        Assert.Contains("RayOptions.ObjectStoreMemory", result.Message);
        var resident = refs.Where(reference => cluster.Find(reference)!.IsInMemory).ToArray();
        foreach (var reference in resident) Assert.Equal(Mib, (await reference.Within("what is in memory")).Length);
        resident[0].Release();
        resident[1].Release();
        await cluster.UntilAsync(store => store.ObjectCount <= refs.Count - 2, "two are let go");
        _ = await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, 100)).Within("a put where room was made");
    }

    [Fact]
    public async Task A_byte_that_the_disk_has_changed_loses_the_object_and_no_other()
    {
        FaultySpillStorage disk = new();
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        var refs = await PutUntilSpilledAsync(cluster);
        var location = (SpillLocation)cluster.Find(refs[0])!.OnDisk!;
        disk.Flip(location.File, location.Offset + SpillFormat.HeaderBytes + 1000);
        var lost = await Assert.ThrowsAsync<ObjectLostException>(() => refs[0].Within("the damaged object"));
        Assert.Contains(location.File, lost.Message);
        Assert.Matches("checksum should be [0-9a-f]{16} and is [0-9a-f]{16}", lost.Message);
        for (int seed = 1; seed < refs.Count; seed++) Assert.Equal(StoreData.Sum(StoreData.Bytes(Mib, seed)), StoreData.Sum(await refs[seed].Within($"object {seed}")));
    }

    [Fact]
    public async Task Who_waits_for_an_object_and_wants_no_value_hears_too_that_it_cannot_be_read()
    {
        FaultySpillStorage disk = new();
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        ObjectRef[] refs = [.. await PutUntilSpilledAsync(cluster)];
        var damaged = refs.Where(reference => cluster.Find(reference) is { Extent: null, OnDisk: SpillLocation }).Take(3).ToArray();
        foreach (var reference in damaged)
        {
            var location = (SpillLocation)cluster.Find(reference)!.OnDisk!;
            disk.Flip(location.File, location.Offset + SpillFormat.HeaderBytes + 1000);
        }
        await Assert.ThrowsAsync<ObjectLostException>(() => damaged[0].Within("a get without value"));
        await Assert.ThrowsAsync<ObjectLostException>(async () => await damaged[0]).Within("an await without value");
        if (damaged.Length > 1) await Assert.ThrowsAsync<ObjectLostException>(async () => await damaged[1]).Within("an await of another");
        if (damaged.Length > 2) await Assert.ThrowsAsync<ObjectLostException>(() => Ray.WhenAll(damaged[2], refs[^1]).Within("a wait for two"));
        await refs[^1].Within("one that can be read");
    }

    [Fact]
    public async Task While_the_disk_is_slow_those_who_need_none_go_on()
    {
        FaultySpillStorage disk = new();
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        var refs = await PutUntilSpilledAsync(cluster);
        using var slow = disk.Shut();
        Assert.Equal([refs[0]], (await Ray.WaitAsync([refs[0]]).Within("a wait, which needs no room")).Ready);
        Assert.Null(cluster.Find(refs[0])!.Extent);
        var waits = refs[0].GetAsync();
        var resident = refs.Last(reference => cluster.Find(reference)!.IsInMemory);
        Assert.Equal(Mib, (await resident.Within("an object in memory")).Length);
        Assert.Equal(StoreData.Sum(await resident), await StoreJobs.Remote.On(cluster.Runtime).SumOfBytes(resident).Within("a task with a large argument"));
        Assert.Equal(3, await ValueJobs.Remote.On(cluster.Runtime).Add(1, 2).Within("a small task"));
        Assert.False(waits.IsCompleted);
        slow.Dispose();
        Assert.Equal(StoreData.Bytes(Mib, 0), await waits.Within("the object that was on disk"));
    }

    /// <summary>Puts objects of a MiB, in the order of their seeds, until the first is on disk only.</summary>
    private static async Task<List<ObjectRef<byte[]>>> PutUntilSpilledAsync(EmbeddedCluster cluster)
    {
        List<ObjectRef<byte[]>> refs = [];
        while (refs.Count < 40 && (refs.Count == 0 || cluster.Find(refs[0])!.Extent is not null))
            refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, refs.Count)).Within($"put {refs.Count}", () => cluster.Books()));
        Assert.Null(cluster.Find(refs[0])!.Extent);
        return refs;
    }
}
