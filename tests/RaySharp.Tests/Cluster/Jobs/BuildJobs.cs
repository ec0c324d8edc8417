using Apache.Arrow;
using Apache.Arrow.Types;
using RaySharp.Codecs;
using RaySharp.Core;
using RaySharp.Platform;

namespace RaySharp.Tests.Cluster.Jobs;

internal sealed record Kept(ObjectRef<byte[]> Value);

/// <summary>Jobs that make large values, and look at their process's side of the object store.</summary>
internal static partial class BuildJobs
{
    private static readonly Schema _schema = new([new Field("row", Int64Type.Default, false), new Field("name", StringType.Default, false)], []);

    [RayRemote] public static RecordBatch Batch(int rows) => BatchOn(Ray.Current, rows);

    [RayRemote] public static ReadOnlyMemory<double> Doubles(int count, double value) => DoublesOn(Ray.Current, count, value);

    [RayRemote] public static double SumOf(ReadOnlyMemory<double> values) => values.ToArray().Sum();

    [RayRemote] public static long LastRow(RecordBatch batch) => ((Int64Array)batch.Column(0)).GetValue(batch.Length - 1)!.Value;

    [RayRemote]
    public static double SumAt(ReadOnlyMemory<double> values, string gate)
    {
        Visit.Stay(gate, "has the values");
        return values.ToArray().Sum();
    }

    [RayRemote]
    public static byte[] BytesAt(int length, string gate)
    {
        Visit.Stay(gate, "makes bytes");
        return new byte[length];
    }

    /// <summary>What this worker copied, into the store or out of it.</summary>
    [RayRemote] public static long Copied() => ((CoreRuntime)Ray.Current).Core.Store.CopiedBytes;

    /// <summary>Ends when the node knows what this worker knows, and the other way round.</summary>
    [RayRemote]
    public static async Task<int> Fence()
    {
        await Ray.Current.ObjectsAsync();
        return (await Ray.Current.ObjectsAsync()).Count;
    }

    /// <summary>What nobody refers to in this worker is let go.</summary>
    [RayRemote]
    public static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [RayRemote] public static async Task<Kept> Keep(int length) => new(await Ray.PutAsync(new byte[length]));

    /// <summary>Dies when its result is in the store and its owner was not told, so many times.</summary>
    [RayRemote]
    public static async Task<byte[]> StoreAndDie(int deaths, int length)
    {
        var context = RayContext.Current!;
        if (context.Attempt <= deaths)
        {
            var writer = CodecWriter.Gathering();
            writer.WriteBytes(new byte[300_000]);
            await ((CoreRuntime)Ray.Current).Core.Store.StoreAsync(writer, new ObjectId(context.TaskId, 0), context.Cancellation);
            Signals.Send(Environment.ProcessId, Signals.Kill);
        }
        return new byte[length];
    }

    public static RecordBatch BatchOn(RayRuntime ray, int rows)
    {
        using var builder = ray.BuildBatch(_schema, rows, new Dictionary<string, long> { ["name"] = 8L * rows });
        var row = builder.Column<long>("row");
        for (int i = 0; i < rows; i++) row[i] = i;
        for (int i = 0; i < rows; i++) builder.Binary("name").Append("eight by"u8);
        return builder.Build();
    }

    public static ReadOnlyMemory<double> DoublesOn(RayRuntime ray, int count, double value)
    {
        var buffer = ray.Allocate<double>(count);
        buffer.Span.Fill(value);
        return buffer.ToReadOnlyMemory();
    }
}
