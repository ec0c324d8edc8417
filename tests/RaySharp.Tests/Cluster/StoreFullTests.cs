using Apache.Arrow;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>More is alive than memory has room for.</summary>
public sealed class StoreFullTests
{
    private const int Mib = 1 << 20;
    private static readonly RayOptions _small = new() { Cpus = 4, WorkerProcesses = 2, ObjectStoreMemory = 8 * Mib };

    /// <summary>Set for the full size, 4 GiB on disk: 512 objects of 4 MiB and 8,000 of 256 KiB, read 10,000 times.</summary>
    private static readonly bool _isFull = Environment.GetEnvironmentVariable("RAYSHARP_TEST_FULL") is "1";

    [Theory, OnProcesses]
    public async Task Many_times_as_much_as_memory_holds_is_read_at_random(Way way)
    {
        (int large, int small, int reads) = _isFull ? (512, 8000, 10_000) : (48, 640, 1500);
        await using var cluster = StoreClusters.Start(way);
        List<(ObjectRef<byte[]> Ref, ulong Sum)> all = [];
        for (int i = 0; i < large + small; i++)
        {
            byte[] bytes = StoreData.Bytes(i % ((large + small) / large) == 0 ? 4 * Mib : Mib / 4, i);
            all.Add((await cluster.Runtime.PutAsync(bytes).AsTask().Within($"put {i}"), StoreData.Sum(bytes)));
        }
        Random random = new(1);
        for (int i = 0; i < reads; i++)
        {
            var (reference, sum) = all[random.Next(all.Count)];
            Assert.Equal(sum, StoreData.Sum(await reference.Within($"read {i}")));
        }
        foreach (var (reference, _) in all) reference.Release();
        await cluster.UntilEmptyAsync("all are let go");
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
            var put = await cluster.Runtime.PutAsync(StoreData.Batch(Mib / 8, seed)).AsTask().Within($"put {seed}");
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
        var put = await cluster.Runtime.PutAsync(bytes).AsTask().Within("the put");
        Assert.Equal(StoreData.Sum(bytes), await jobs.SumOfBytes(put).Within("an argument"));
        Assert.Equal(StoreData.Sum(bytes), StoreData.Sum(await jobs.Bytes(put).Within("a result")));
        Assert.True(cluster.Store.Look(static store => store.Committed) <= 8 * Mib);
    }
}
