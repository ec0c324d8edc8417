using System.Diagnostics;
using Apache.Arrow;
using Apache.Arrow.Types;
using Microbenchmark.Measuring;
using Microbenchmark.Remote;
using RaySharp;
using RaySharp.Hosting;

namespace Microbenchmark.Benchmarks;

/// <summary>
/// A put into the store as a ratio to a plain copy of the same bytes in the same run: into pages that were used before; and the first one of a cluster,
/// once the node has had the time to make pages ahead, and at once after the start, as a ratio to writing fresh pages of the heap.
/// </summary>
internal sealed class PutRatio() : Benchmark("put 800 MiB")
{
    private const int Bytes = 800 << 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private readonly byte[] _from = GC.AllocateUninitializedArray<byte>(Bytes);

    public override bool IsOfOneNode => true;

    public override Task<IReadOnlyList<Figure>> RunAsync(Settings settings) => MeasureAsync(settings);

    protected override async Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings)
    {
        System.Array.Fill(_from, (byte)7);
        int rounds = settings.Quick ? 1 : settings.Rounds;
        double[] soon = new double[rounds], soonFresh = new double[rounds], first = new double[rounds], fresh = new double[rounds], ahead = new double[rounds], seconds = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            soonFresh[round] = Copy(GC.AllocateUninitializedArray<byte>(Bytes));
            await using (await StartAsync(settings)) soon[round] = await PutAsync();
            await using var cluster = await StartAsync(settings);
            (ahead[round], seconds[round]) = await ReservedAsync(cluster);
            fresh[round] = Copy(GC.AllocateUninitializedArray<byte>(Bytes));
            first[round] = await PutAsync();
        }
        return
        [
            .. await WarmAsync(settings),
            Figure.Of("writing 800 MiB of fresh pages", [.. fresh.Select(static seconds => Bytes / seconds / 1e9)], "GB/s"),
            Figure.Of("first put 800 MiB / writing fresh pages", [Median(fresh) / Median(first)], "x"),
            Figure.Of("  MiB made ahead of it", ahead, "MiB"),
            Figure.Of("  made so long after the start", seconds, "s"),
            Figure.Of("first put at once after the start / fresh pages", [Median(soonFresh) / Median(soon)], "x"),
        ];
    }

    private static Task<EmbeddedCluster> StartAsync(Settings settings) => EmbeddedCluster.StartAsync(new RayOptions { Transport = settings.Transport, ObjectStoreMemory = 2L * Bytes }, CancellationToken.None);

    /// <summary>Waits until the node has made as much memory ahead as it will be asked for, or will not make it in time.</summary>
    private static async Task<(double Mebibytes, double Seconds)> ReservedAsync(EmbeddedCluster cluster)
    {
        var clock = Stopwatch.StartNew();
        await cluster.UntilStoreAsync(static store => store.Reserved >= Bytes, _patience);
        return (cluster.Store.Look(static store => store.Reserved) / (double)(1 << 20), clock.Elapsed.TotalSeconds);
    }

    private async Task<IReadOnlyList<Figure>> WarmAsync(Settings settings)
    {
        await using var cluster = await StartAsync(settings);
        byte[] used = GC.AllocateUninitializedArray<byte>(Bytes);
        Copy(used);
        double[] warm = new double[settings.Rounds], copies = new double[settings.Rounds];
        await PutAsync();
        await PutAsync();
        await PutAsync();
        for (int round = 0; round < settings.Rounds; round++)
        {
            copies[round] = Copy(used);
            warm[round] = copies[round] / await PutAsync();
        }
        return [Figure.Of("memcpy 800 MiB", [.. copies.Select(static seconds => Bytes / seconds / 1e9)], "GB/s"), Figure.Of("put 800 MiB / memcpy", warm, "x")];
    }

    /// <remarks>Of the times, not of their ratios: fresh pages take from run to run twice as long, where the machine itself gets them from another.</remarks>
    private static double Median(double[] seconds) => seconds.Order().ElementAt(seconds.Length / 2);

    private double Copy(byte[] to)
    {
        var clock = Stopwatch.StartNew();
        System.Buffer.BlockCopy(_from, 0, to, 0, Bytes);
        return clock.Elapsed.TotalSeconds;
    }

    private async Task<double> PutAsync()
    {
        var clock = Stopwatch.StartNew();
        var put = await Ray.PutAsync<ReadOnlyMemory<byte>>(_from);
        double seconds = clock.Elapsed.TotalSeconds;
        Check.Equal(true, put.IsCompleted);     // not read: a view would keep its pages from the next put
        put.Release();
        return seconds;
    }
}

/// <summary>
/// Objects that went to disk are read again, as a ratio to reading a file of the same size in the same folder from its begin to its end. Nothing is left
/// of either in the page cache, and the store has room: what is measured is the restoring alone.
/// </summary>
internal sealed class RestoreRatio() : Benchmark("restore from spill")
{
    private const int Count = 24, Read = 8, Bytes = 32 << 20, Slice = 1 << 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly byte[] _from = new byte[Bytes];

    public override bool IsOfOneNode => true;

    public override Task<IReadOnlyList<Figure>> RunAsync(Settings settings) => MeasureAsync(settings);

    protected override async Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings)
    {
        new Random(1).NextBytes(_from);
        int rounds = settings.Quick ? 1 : settings.Rounds;
        double[] plain = new double[rounds], single = new double[rounds], all = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            single[round] = await RestoreAsync(settings, atOnce: false);
            plain[round] = ReadPlain();
            all[round] = await RestoreAsync(settings, atOnce: true);
        }
        return
        [
            Figure.Of("disk read of a file", plain, "GB/s"),
            Figure.Of("restore from spill, one by one", single, "GB/s"),
            Figure.Of("restore from spill, one by one / disk read", [single.Order().ElementAt(rounds / 2) / plain.Order().ElementAt(rounds / 2)], "x"),
            Figure.Of("restore from spill, all at once / disk read", [all.Order().ElementAt(rounds / 2) / plain.Order().ElementAt(rounds / 2)], "x"),
        ];
    }

    /// <returns>GB/s.</returns>
    private async Task<double> RestoreAsync(Settings settings, bool atOnce)
    {
        string folder = Directory.CreateTempSubdirectory("raysharp-bench-").FullName;
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(new RayOptions { Transport = settings.Transport, ObjectStoreMemory = (long)Count * Bytes / 2, SpillFolders = [folder] }, CancellationToken.None);
            var puts = new List<ObjectRef<ReadOnlyMemory<byte>>>();
            for (int i = 0; i < Count; i++) puts.Add(await Ray.PutAsync<ReadOnlyMemory<byte>>(_from));
            var books = await cluster.Runtime.MemoryReportAsync();
            var inMemory = books.Objects.Where(static info => info.IsInMemory).Select(static info => info.Id).ToHashSet();
            foreach (var put in puts.Where(put => inMemory.Contains(put.Id))) put.Release();
            puts.RemoveAll(put => inMemory.Contains(put.Id));
            Check.Equal(true, await cluster.UntilStoreAsync(store => store.ObjectCount <= puts.Count, _patience));      // until there is room
            puts.RemoveRange(Read, puts.Count - Read);
            PageCache.DropAll(folder);
            var clock = Stopwatch.StartNew();
            if (atOnce) await Ray.WhenAll(puts);
            else foreach (var put in puts) Check.Equal(Bytes, (await put).Length);
            return (double)Read * Bytes / clock.Elapsed.TotalSeconds / 1e9;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>GB/s.</returns>
    private double ReadPlain()
    {
        string file = Path.GetTempFileName();
        try
        {
            using (var stream = File.OpenWrite(file))
            {
                for (int i = 0; i < Read; i++) stream.Write(_from);
            }
            PageCache.Drop(file);
            byte[] to = new byte[Slice];
            var clock = Stopwatch.StartNew();
            using var handle = File.OpenHandle(file, options: FileOptions.SequentialScan);
            long at = 0;
            for (int read; (read = RandomAccess.Read(handle, to, at)) > 0;) at += read;
            return at / clock.Elapsed.TotalSeconds / 1e9;
        }
        finally
        {
            File.Delete(file);
        }
    }
}

internal sealed class GetStored() : RateBenchmark("single client get stored batch again", timed: true)
{
    private ObjectRef<RecordBatch>? _batch;

    protected override async Task SetUpAsync() => _batch = await Ray.PutAsync(Batches.OfDoubles(1 << 20));

    protected override async Task CallAsync() => Check.Equal(1 << 20, (await _batch!).Length);
}

/// <summary>A batch of 256 MiB is an argument by reference, and a number comes back: nothing is copied.</summary>
internal sealed class BatchToWorker() : RateBenchmark("256 MiB batch to a worker and an answer back", timed: true)
{
    private const int Rows = 32 << 20;
    private ObjectRef<RecordBatch>? _batch;

    protected override async Task SetUpAsync()
    {
        _batch = await Ray.PutAsync(Batches.OfDoubles(Rows));
        for (int i = 0; i < 100; i++) await CallAsync();        // each worker process maps it once
    }

    protected override async Task CallAsync() => Check.Equal(Rows - 1d, await Jobs.Remote.Last(_batch!));
}

/// <summary>The first look of a process at a small object of the store: asked for, mapped, read.</summary>
internal sealed class FirstGetElsewhere() : RateBenchmark("first get of a stored object in another process", timed: true)
{
    private readonly byte[] _bytes = new byte[150_000];
    private ObjectRef<ReadOnlyMemory<byte>>? _next;

    protected override async Task<IReadOnlyList<Figure>> MeasureAsync(Settings settings)
    {
        var latencies = new Latencies();
        var clock = Stopwatch.StartNew();
        int count = 0;
        for (; count < 200 || clock.Elapsed < settings.Round; count++)
        {
            _next = await Ray.PutAsync<ReadOnlyMemory<byte>>(_bytes);
            long begin = Stopwatch.GetTimestamp();
            Check.Equal(_bytes.Length, await Jobs.Remote.Length(_next));
            if (count >= 100) latencies.Add(Stopwatch.GetTimestamp() - begin);
            _next.Release();
        }
        return [Figure.Of(Name, [count / clock.Elapsed.TotalSeconds], "/s", latencies)];
    }

    protected override Task CallAsync() => Task.CompletedTask;
}

internal static class Batches
{
    public static RecordBatch OfDoubles(int rows)
    {
        byte[] values = GC.AllocateUninitializedArray<byte>(rows * sizeof(double));
        var doubles = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(values.AsSpan());
        for (int i = 0; i < rows; i++) doubles[i] = i;
        var array = new DoubleArray(new ArrowBuffer(values), ArrowBuffer.Empty, rows, 0, 0);
        return new RecordBatch(new Schema([new Field("value", DoubleType.Default, nullable: false)], null), [array], rows);
    }
}
