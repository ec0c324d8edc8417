using System.Runtime.CompilerServices;
using Apache.Arrow;
using RaySharp.Codecs;
using RaySharp.Core;
using RaySharp.Platform;
using RaySharp.Tests.Codecs;

namespace RaySharp.Tests.Cluster.Jobs;

internal sealed record Reading(int Id, string Sensor, double Value);

/// <summary>A large value that holds references.</summary>
internal sealed record Crate(byte[] Padding, ObjectRef<byte[]>[] Parts);

internal sealed record Loan(ObjectRef<RecordBatch> Batch);

/// <summary>Large values in and out.</summary>
internal static partial class StoreJobs
{
    [RayRemote] public static byte[] Bytes(byte[] value) => value;

    [RayRemote] public static ulong SumOfBytes(byte[] value) => StoreData.Sum(value);

    [RayRemote] public static double[] Doubles(double[] value) => value;

    [RayRemote] public static ulong SumOfDoubles(double[] value) => StoreData.Sum<double>(value);

    [RayRemote] public static ReadOnlyMemory<int> Memory(ReadOnlyMemory<int> value) => value;

    [RayRemote] public static ulong SumOfMemory(ReadOnlyMemory<int> value) => StoreData.Sum(value.Span);

    [RayRemote] public static string Text(string value) => value;

    [RayRemote] public static ulong SumOfText(string value) => StoreData.Sum(value);

    [RayRemote] public static List<Reading> Readings(List<Reading> value) => value;

    [RayRemote] public static ulong SumOfReadings(List<Reading> value) => StoreData.Sum(string.Join(';', value));

    [RayRemote] public static RecordBatch Batch(RecordBatch value) => value;

    [RayRemote] public static ulong SumOfBatch(RecordBatch value) => StoreData.Sum(ArrowText.Of(value));

    [RayRemote] public static Table Table(Table value) => value;

    [RayRemote] public static ulong SumOfTable(Table value) => StoreData.Sum(ArrowText.Of(value));

    [RayRemote] public static byte[] Make(int length, int seed) => StoreData.Bytes(length, seed);

    [RayRemote] public static RecordBatch MakeBatch(int rows, int seed) => StoreData.Batch(rows, seed);

    /// <summary>Built where it will lie.</summary>
    [RayRemote]
    public static RecordBatch BuildBatch(int rows, int seed)
    {
        using var pattern = StoreData.Batch(rows, seed);
        using RecordBatchBuilder builder = new(Core.Store.Writer, pattern.Schema, rows);
        ((Int64Array)pattern.Column(0)).Values.CopyTo(builder.Column<long>(0));
        return builder.Build();
    }

    [RayRemote(Returns = Returns.Separate)] public static (int Small, byte[] Large, string Word) Parts(int length, int seed) => (length, StoreData.Bytes(length, seed), "end");

    [RayRemote]
    public static async IAsyncEnumerable<byte[]> Items(int count, int length, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % 3 == 0) await Task.Yield();
            cancel.ThrowIfCancellationRequested();
            yield return StoreData.Bytes(i % 2 == 0 ? length : 10, i);
        }
    }

    [RayRemote]
    public static async IAsyncEnumerable<byte[]> LargeItems(int count, int length)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return StoreData.Bytes(length, i);
        }
    }

    [RayRemote] public static async Task<ulong[]> Unpack(Crate crate, CancellationToken cancel) => [.. (await Ray.WhenAll(crate.Parts, cancel)).Select(static part => StoreData.Sum(part))];

    [RayRemote] public static Crate Pack(int length, int count) => new(StoreData.Bytes(length, 0), [.. Enumerable.Range(1, count).Select(i => Remote.Make(length, i))]);

    /// <summary>Bytes that this process has copied into the store or out of it.</summary>
    [RayRemote] public static long Copied() => Core.Store.CopiedBytes;

    [RayRemote] public static ulong SumOfNumbers(RecordBatch batch) => StoreData.Sum(batch);

    [RayRemote] public static async Task<ulong> SumOfLoan(Loan loan, CancellationToken cancel) => StoreData.Sum(await loan.Batch.GetAsync(cancel: cancel));

    /// <summary>Holds the batch until it is let go.</summary>
    [RayRemote]
    public static ulong SumAt(RecordBatch batch, string gate)
    {
        Visit.Stay(gate, "holds a batch");
        return StoreData.Sum(batch);
    }

    /// <summary>A large value for a large value.</summary>
    [RayRemote] public static byte[] Invert(byte[] value) => [.. value.Select(static b => (byte)~b)];

    /// <summary>At its second attempt it throws.</summary>
    [RayRemote]
    public static byte[] MakeOnce(int length) => RayContext.Current!.Attempt == 1 ? StoreData.Bytes(length, 1) : throw new InvalidOperationException("It makes it once.");

    /// <summary>At its first attempt it fills half of a block and waits at the gate, to be killed there.</summary>
    [RayRemote]
    public static byte[] DieWhileWriting(int length, int seed, string gate)
    {
        byte[] bytes = StoreData.Bytes(length, seed);
        if (RayContext.Current!.Attempt > 1) return bytes;
        using var block = Core.Store.Writer.Allocate(length);
        bytes.AsSpan(0, length / 2).CopyTo(block.Memory.Span);
        Visit.Stay(gate, "half is written");
        return [];
    }

    /// <summary>Its first attempt stores its result, and ends its process before it answers.</summary>
    [RayRemote]
    public static async Task<byte[]> DieAfterStoring(int length, int seed, CancellationToken cancel)
    {
        byte[] bytes = StoreData.Bytes(length, seed);
        if (RayContext.Current!.Attempt > 1) return bytes;
        var writer = CodecWriter.Gathering(null);
        RawArrayCodec<byte>.Write(writer, bytes);
        await Core.Store.StoreAsync(writer, new ObjectId(RayContext.Current.TaskId, 0), cancel);
        Signals.Send(Environment.ProcessId, Signals.Kill);
        return await Task.FromException<byte[]>(new InvalidOperationException("It lives."));
    }

    /// <summary>Its first attempt ends its process when it has told the node of its result and has not heard that the node knows it.</summary>
    [RayRemote]
    public static byte[] DieWhileSealing(int length, int seed)
    {
        byte[] bytes = StoreData.Bytes(length, seed);
        if (RayContext.Current!.Attempt > 1) return bytes;
        var writer = CodecWriter.Gathering(null);
        RawArrayCodec<byte>.Write(writer, bytes);
        using var block = Core.Store.Writer.Allocate(length);       // an extent is at hand now: the next is sealed at once
        _ = Core.Store.TryStore(writer, new ObjectId(RayContext.Current.TaskId, 0)) ?? throw new InvalidOperationException("There was no room at hand.");
        Signals.Send(Environment.ProcessId, Signals.Kill);
        throw new InvalidOperationException("It lives.");
    }

    /// <summary>Owns so many objects until it is let go.</summary>
    [RayRemote]
    public static async Task<int> OwnAt(int length, int count, string gate, CancellationToken cancel)
    {
        List<ObjectRef<byte[]>> own = [];
        for (int i = 0; i < count; i++) own.Add(await Ray.PutAsync(StoreData.Bytes(length, i), cancel));
        await Visit.StayAsync(gate, "owns", cancel);
        return own.Count;
    }

    private static CoreProcess Core => ((CoreRuntime)Ray.Current).Core;
}
