using System.IO.Hashing;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace RaySharp.Tests.Cluster;

/// <summary>Large values, each told by its seed, and their checksums.</summary>
internal static class StoreData
{
    public static byte[] Bytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>One column of eight bytes a row.</summary>
    public static RecordBatch Batch(int rows, int seed) => Batch(Bytes(rows * sizeof(long), seed));

    /// <summary>The same of given bytes, eight a row.</summary>
    public static RecordBatch Batch(ReadOnlyMemory<byte> bytes)
    {
        int rows = bytes.Length / sizeof(long);
        return new(new Schema([new Field("n", Int64Type.Default, false)], null), [new Int64Array(new ArrowBuffer(bytes), ArrowBuffer.Empty, rows, 0, 0)], rows);
    }

    public static ulong Sum(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes);

    public static ulong Sum(RecordBatch batch) => Sum(MemoryMarshal.AsBytes(((Int64Array)batch.Column(0)).Values));

    public static ulong Sum<T>(ReadOnlySpan<T> values) where T : unmanaged => Sum(MemoryMarshal.AsBytes(values));

    public static ulong Sum(string text) => Sum(text.AsSpan());
}
