using RaySharp.Hosting;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Codecs;

namespace RaySharp.Tests.Cluster;

/// <summary>Large values of each kind, every way they can travel.</summary>
public sealed class StoreValueTests(StoreClusters clusters) : IClassFixture<StoreClusters>
{
    [Theory, OnEveryWay]
    public async Task Bytes_travel(Way way)
    {
        var jobs = StoreJobs.Remote.On(clusters.On(way).Runtime);
        await TravelsAsync(clusters.On(way), StoreData.Bytes(300_001, 1), static value => StoreData.Sum(value),
            new(r => jobs.SumOfBytes(r), v => jobs.SumOfBytes(v), r => jobs.Bytes(r), v => jobs.Bytes(v)));
    }

    [Theory, OnProcesses]
    public async Task Numbers_travel(Way way)
    {
        var jobs = StoreJobs.Remote.On(clusters.On(way).Runtime);
        double[] value = [.. Enumerable.Range(0, 50_000).Select(static i => Math.Sqrt(i))];
        await TravelsAsync(clusters.On(way), value, static value => StoreData.Sum<double>(value),
            new(r => jobs.SumOfDoubles(r), v => jobs.SumOfDoubles(v), r => jobs.Doubles(r), v => jobs.Doubles(v)));
    }

    [Theory, OnProcesses]
    public async Task Memory_travels(Way way)
    {
        var jobs = StoreJobs.Remote.On(clusters.On(way).Runtime);
        await TravelsAsync<ReadOnlyMemory<int>>(clusters.On(way), Enumerable.Range(0, 70_000).ToArray(), static value => StoreData.Sum(value.Span),
            new(r => jobs.SumOfMemory(r), v => jobs.SumOfMemory(v), r => jobs.Memory(r), v => jobs.Memory(v)));
    }

    [Theory, OnProcesses]
    public async Task Long_texts_travel(Way way)
    {
        var jobs = StoreJobs.Remote.On(clusters.On(way).Runtime);
        await TravelsAsync(clusters.On(way), string.Concat(Enumerable.Repeat("gr\u00fc\u00df\u4f60\ud83d\ude00 ", 20_000)), StoreData.Sum,
            new(r => jobs.SumOfText(r), v => jobs.SumOfText(v), r => jobs.Text(r), v => jobs.Text(v)));
    }

    [Theory, OnProcesses]
    public async Task Long_lists_of_records_travel(Way way)
    {
        var jobs = StoreJobs.Remote.On(clusters.On(way).Runtime);
        List<Reading> value = [.. Enumerable.Range(0, 20_000).Select(static i => new Reading(i, $"sensor {i % 7}", i / 3d))];
        await TravelsAsync(clusters.On(way), value, StoreJobs.SumOfReadings,
            new(r => jobs.SumOfReadings(r), v => jobs.SumOfReadings(v), r => jobs.Readings(r), v => jobs.Readings(v)));
    }

    [Theory, OnEveryWay]
    public async Task Record_batches_travel(Way way)
    {
        var jobs = StoreJobs.Remote.On(clusters.On(way).Runtime);
        var value = Batches.Of(8_000, 6, "int32", "double", "string", "list", "bool");
        await TravelsAsync(clusters.On(way), value, StoreJobs.SumOfBatch,
            new(r => jobs.SumOfBatch(r), v => jobs.SumOfBatch(v), r => jobs.Batch(r), v => jobs.Batch(v)));
    }

    [Theory, OnProcesses]
    public async Task Tables_travel(Way way)
    {
        var jobs = StoreJobs.Remote.On(clusters.On(way).Runtime);
        var value = Batches.TableOf(8_000, 5, 1_000, "int32", "double", "string");
        await TravelsAsync(clusters.On(way), value, StoreJobs.SumOfTable,
            new(r => jobs.SumOfTable(r), v => jobs.SumOfTable(v), r => jobs.Table(r), v => jobs.Table(v)));
    }

    [Theory, OnProcesses]
    public async Task Of_separate_results_only_the_large_one_is_stored(Way way)
    {
        var (small, large, word) = StoreJobs.Remote.On(clusters.On(way).Runtime).Parts(400_000, 9);
        Assert.Equal(400_000, await small.Within("the small part"));
        Assert.Equal(StoreData.Bytes(400_000, 9), await large.Within("the large part"));
        Assert.Equal("end", await word.Within("the last part"));
        Assert.Equal((false, true, false), (small.IsStored(), large.IsStored(), word.IsStored()));
    }

    [Theory, OnProcesses]
    public async Task Streams_mix_large_and_small_items(Way way)
    {
        int i = 0;
        await TakeAllAsync().Within("forty items", () => $"{i} came");
        Assert.Equal(40, i);

        async Task TakeAllAsync()
        {
            await foreach (byte[] item in StoreJobs.Remote.On(clusters.On(way).Runtime).Items(40, 200_000).ValuesAsync(TestContext.Current.CancellationToken))
            {
                Assert.Equal(StoreData.Bytes(i % 2 == 0 ? 200_000 : 10, i), item);
                i++;
            }
        }
    }

    [Theory, OnProcesses]
    public async Task Actors_take_return_and_keep_large_values(Way way)
    {
        var cluster = clusters.On(way);
        var shelf = Shelf.Remote.On(cluster.Runtime).Create();
        using var batch = StoreData.Batch(40_000, 3);
        var put = await cluster.Runtime.PutAsync(batch).Within("a put");
        Assert.Equal(StoreData.Sum(batch), await shelf.Keep(put).Within("a reference"));
        put.Release();
        for (int seed = 0; seed < 100; seed++) (await cluster.Runtime.PutAsync(StoreData.Bytes(2 << 20, seed)).Within("a put")).Release();
        Assert.Equal(StoreData.Sum(batch), await shelf.SumOfKept().Within("what the actor kept of a reference that is gone"));
        var kept = shelf.Kept();
        using (var read = await kept.Within("the kept batch as a result")) Assert.Equal(StoreData.Sum(batch), StoreData.Sum(read));
        Assert.Equal(StoreData.Sum(batch), await shelf.Keep(batch).Within("a plain batch"));
        Assert.Equal(300_000, (await shelf.Append(StoreData.Bytes(300_000, 1)).Within("plain bytes")).Length);
        byte[] both = [.. StoreData.Bytes(300_000, 1), .. StoreData.Bytes(5, 2)];
        Assert.Equal(both, await shelf.Append(StoreData.Bytes(5, 2)).Within("more bytes"));
    }

    [Theory, OnProcesses]
    public async Task References_in_a_large_value_live_as_long_as_it(Way way)
    {
        var cluster = clusters.On(way);
        var crate = await PutCrateAsync(cluster);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var jobs = StoreJobs.Remote.On(cluster.Runtime);
        Assert.Equal(Sums(3), await jobs.Unpack(crate).Within("a task that opens the crate"));
        var packed = jobs.Pack(200_000, 4);
        Assert.Equal(Sums(4), await jobs.Unpack(packed).Within("a task that opens the crate of another task"));
        var own = await packed.Within("the crate");
        Assert.Equal(Sums(4), (await Ray.WhenAll(own.Parts).Within("its parts")).Select(static part => StoreData.Sum(part)));

        static ulong[] Sums(int count) => [.. Enumerable.Range(1, count).Select(static i => StoreData.Sum(StoreData.Bytes(200_000, i)))];
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static async Task<ObjectRef<Crate>> PutCrateAsync(EmbeddedCluster cluster)
    {
        List<ObjectRef<byte[]>> parts = [];
        for (int i = 1; i <= 3; i++) parts.Add(await cluster.Runtime.PutAsync(StoreData.Bytes(200_000, i)));
        return await cluster.Runtime.PutAsync(new Crate(StoreData.Bytes(150_000, 0), [.. parts]));
    }

    private static async Task TravelsAsync<T>(EmbeddedCluster cluster, T value, Func<T, ulong> sum, Calls<T> calls)
    {
        ulong expected = sum(value);
        var put = await cluster.Runtime.PutAsync(value).Within("a put");
        Assert.True(put.IsStored());
        Assert.Equal(expected, sum(await put.Within("what was put")));
        Assert.Equal(expected, await calls.SumOf(put).Within("what was put as an argument"));
        Assert.Equal(expected, await calls.SumOfValue(value).Within("a plain argument"));
        foreach (var result in new[] { calls.SendBack(put), calls.SendBackValue(value) })
        {
            Assert.Equal(expected, await calls.SumOf(result).Within("a result as an argument"));
            Assert.Equal(expected, sum(await result.Within("a result")));
            Assert.True(result.IsStored());
        }
    }

    /// <summary>Tasks that take a value, by reference and plain.</summary>
    private sealed record Calls<T>(Func<ObjectRef<T>, ObjectRef<ulong>> SumOf, Func<T, ObjectRef<ulong>> SumOfValue, Func<ObjectRef<T>, ObjectRef<T>> SendBack, Func<T, ObjectRef<T>> SendBackValue);
}
