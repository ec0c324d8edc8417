using Apache.Arrow;
using RaySharp.Spilling;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Spilling;

namespace RaySharp.Tests.Cluster;

/// <summary>Faults of the disk, and what becomes of space that is needed no more, in a store of 8 MiB.</summary>
public sealed class StoreDiskTests
{
    private const int Mib = 1 << 20, Small = 120_000;
    private static readonly RayOptions _small = new() { Cpus = 2, WorkerProcesses = 1, ObjectStoreMemory = 8 * Mib };

    /// <summary>What a folder throws, and what somebody else's storage may.</summary>
    public static TheoryData<bool> Expected => [true, false];

    [Theory, MemberData(nameof(Expected))]
    public async Task A_disk_that_fails_loses_nothing_and_is_used_again_when_it_works(bool isExpected)
    {
        FaultySpillStorage disk = new() { Fault = Broken(isExpected) };
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        List<ObjectRef<byte[]>> refs = [];
        for (int seed = 0; seed < 10; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, seed)).Within($"put {seed}", cluster.Books));
        for (int seed = 0; seed < refs.Count; seed++) Assert.Equal(StoreData.Sum(StoreData.Bytes(Mib, seed)), StoreData.Sum(await refs[seed].Within($"object {seed}", cluster.Books)));
        Assert.Empty(disk.Files);
        disk.Fault = null;
        while (disk.Files.Count == 0 && refs.Count < 100) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, refs.Count)).Within($"put {refs.Count}", cluster.Books));
        Assert.NotEmpty(disk.Files);
        for (int seed = 0; seed < refs.Count; seed++) Assert.Equal(StoreData.Sum(StoreData.Bytes(Mib, seed)), StoreData.Sum(await refs[seed].Within($"object {seed}", cluster.Books)));
    }

    [Theory, MemberData(nameof(Expected))]
    public async Task What_a_failing_disk_does_not_give_back_is_lost_with_the_reason_and_nothing_else_is(bool isExpected)
    {
        FaultySpillStorage disk = new();
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        List<ObjectRef<byte[]>> refs = [];
        for (int seed = 0; seed < 20; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Mib, seed)).Within($"put {seed}"));
        var onDisk = refs.Where(reference => cluster.Find(reference)!.Extent is null).Take(2).ToArray();
        disk.Fault = Broken(isExpected);
        var lost = await Assert.ThrowsAsync<ObjectLostException>(() => onDisk[0].Within("the first", cluster.Books));
        Assert.Contains(disk.Fault.Message, lost.Message);
        disk.Fault = null;
        Assert.Equal(StoreData.Sum(StoreData.Bytes(Mib, refs.IndexOf(onDisk[1]))), StoreData.Sum(await onDisk[1].Within("the second", cluster.Books)));
    }

    [Fact]
    public async Task A_stream_waits_for_room_until_its_reader_makes_some()
    {
        const int items = 30;
        FaultySpillStorage disk = new();
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        using var slow = disk.Shut();
        await using var stream = StoreJobs.Remote.On(cluster.Runtime).LargeItems(items, Mib).GetAsyncEnumerator();
        await cluster.UntilAsync(static store => store.WaitingCount > 0 && store.Committed + Mib > store.Capacity, "the stream waits for room");
        int made = cluster.Store.Look(static store => store.ObjectCount);
        Assert.InRange(made, 1, items - 1);
        for (int i = 0; i < items; i++)
        {
            Assert.True(await stream.MoveNextAsync().Within($"item {i}", cluster.Books));
            Assert.Equal(StoreData.Sum(StoreData.Bytes(Mib, i)), StoreData.Sum(await stream.Current.Within($"the value of item {i}", cluster.Books)));
            stream.Current.Release();
        }
        Assert.False(await stream.MoveNextAsync().Within("the end"));
        slow.Dispose();     // one of them is being spilled
        await cluster.UntilEmptyAsync("all are let go");
    }

    [Fact]
    public async Task What_dies_in_a_spilled_file_gives_its_space_back_and_the_rest_can_be_read()
    {
        FaultySpillStorage disk = new();
        await using var cluster = StoreClusters.Start(Way.Rings, _small, disk);
        List<ObjectRef<byte[]>> refs = [];
        for (int seed = 0; seed < 150; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(Small, seed)).Within($"put {seed}"));
        var file = refs.Select((reference, seed) => (Ref: reference, Seed: seed, Location: cluster.Find(reference)!.OnDisk as SpillLocation?)).Where(static each => each.Location is not null)
            .GroupBy(static each => each.Location!.Value.File).MaxBy(static file => file.Count())!.ToArray();
        Assert.True(file.Length >= 5, $"At most {file.Length} objects share a file.");
        var (kept, dead) = (file[2], file.Where((_, i) => i != 2).ToArray());
        long expected = dead.Sum(static each => each.Location!.Value.Length + SpillFormat.HeaderBytes), freed = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        HashSet<long> gone = [];
        disk.Freed += (name, offset, length) =>
        {
            if (name != file[0].Location!.Value.File) return;
            lock (gone)
            {
                foreach (var each in dead)
                {
                    if (each.Location!.Value.Offset >= offset && each.Location.Value.Offset < offset + length && gone.Add(each.Location.Value.Offset)) freed += each.Location.Value.Length + SpillFormat.HeaderBytes;
                }
                if (freed == expected) all.TrySetResult();
            }
        };
        foreach (var each in dead) each.Ref.Release();
        await all.Task.Within("all but one have given their space back", () => $"{freed} of {expected} bytes");
        Assert.Equal(StoreData.Sum(StoreData.Bytes(Small, kept.Seed)), StoreData.Sum(await kept.Ref.Within("what lives in that file", cluster.Books)));
        foreach (var reference in refs) reference.Release();
        await cluster.UntilEmptyAsync("all are let go");
    }

    [Fact]
    public async Task Gaps_beside_what_is_read_make_room_in_memory()
    {
        await using var cluster = StoreClusters.Start(Way.Rings, _small);
        List<ObjectRef<RecordBatch>> refs = [];
        for (int seed = 0; seed < 64; seed++) refs.Add(await cluster.Runtime.PutAsync(StoreData.Batch(Small / 8, seed)).Within($"put {seed}"));
        Dictionary<int, RecordBatch> held = [];
        foreach (var extent in refs.Select((reference, seed) => (Seed: seed, cluster.Find(reference)!.Extent)).Where(static each => each.Extent is not null).GroupBy(static each => each.Extent!.Id).ToArray())
            held.Add(extent.First().Seed, await refs[extent.First().Seed].Within("a batch that is held", cluster.Books));
        for (int seed = 0; seed < refs.Count; seed++)
        {
            if (!held.ContainsKey(seed)) refs[seed].Release();
        }
        await cluster.UntilAsync(store => store.ObjectCount == held.Count, "the others are gone");
        byte[] large = StoreData.Bytes(4 * Mib, 100);
        var put = await cluster.Runtime.PutAsync(large).Within("a put that needs the room of gaps", cluster.Books);
        Assert.False(cluster.Find(put)!.Extent!.OnDisk);
        Assert.True(cluster.Store.Look(static store => store.Committed <= store.Capacity && store.Extents.Any(static extent => extent.HoleBytes > 0)), cluster.Books());
        Assert.Equal(StoreData.Sum(large), StoreData.Sum(await put.Within("the large one")));
        foreach (var (seed, batch) in held) Assert.Equal(StoreData.Sum(StoreData.Batch(Small / 8, seed)), StoreData.Sum(batch));
        foreach (var batch in held.Values) batch.Dispose();
        foreach (var reference in refs) reference.Release();
        put.Release();
        await cluster.UntilEmptyAsync("all are let go");
        Assert.True(cluster.Store.Look(static store => store.Extents.All(static extent => extent.HoleBytes == 0)), cluster.Books());
    }

    /// <summary>Everything that the store makes lies in a file system of 16 MiB, of which it was told 64.</summary>
    [Fact]
    public async Task Where_shared_memory_is_exhausted_that_is_an_error_and_no_process_ends()
    {
        OwnMounts.SkipWithout();
        using var driver = DriverChild.Start("exhausted", hides: "/mnt");
        Assert.Equal("ObjectStoreFullException", await driver.LineAsync("puts until memory is full"));
        Assert.Matches("No space left on device.*RayOptions.ObjectStoreMemory", await driver.LineAsync("why"));
        Assert.Equal("TaskFailedException", await driver.LineAsync("a result that has no room"));
        Assert.Equal("same", await driver.LineAsync("what was stored before"));
        Assert.Equal("again", await driver.LineAsync("a put where room was made"));
        Assert.Equal("(the end)", await driver.LineAsync("the end"));
        await driver.EndedAsync("the driver");
    }

    private static Exception Broken(bool isExpected) => isExpected ? new IOException("The disk is broken.") : new NotSupportedException("This storage takes no more.");
}
