#nullable disable annotations // A collection may be null where its type allows it.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RaySharp.Blocks;

namespace RaySharp.Codecs;

/// <summary>
/// The form of <see cref="Elements{T, TCodec}"/> for elements that travel as they lie in memory: one copy for all, or none where
/// the writer gathers and the reader's memory may be kept.
/// </summary>
internal static class RawElements<T> where T : unmanaged
{
    public static void Write(CodecWriter writer, T[] items)
    {
        if (IsGathered(writer, items.Length)) Gather(writer, items.Length, new MemoryPiece<T>(items));
        else Write(writer, items.AsSpan());
    }

    public static void Write(CodecWriter writer, List<T> items)
    {
        if (IsGathered(writer, items.Count)) Gather(writer, items.Count, new ListPiece<T>(items));
        else Write(writer, CollectionsMarshal.AsSpan(items));
    }

    public static void Write(CodecWriter writer, ReadOnlyMemory<T> items)
    {
        if (writer.IsGathering && CastMemory<T>.OriginOf(items) is CodecPiece built) Gather(writer, items.Length, built);
        else if (IsGathered(writer, items.Length)) Gather(writer, items.Length, new MemoryPiece<T>(items));
        else Write(writer, items.Span);
    }

    private static void Write(CodecWriter writer, ReadOnlySpan<T> items)
    {
        int bytes = Measure(items.Length);
        writer.Enter();
        writer.WriteCount(items.Length);
        writer.WriteBytes(MemoryMarshal.AsBytes(items));
        writer.CountCopied(bytes);
        writer.Leave();
    }

    private static bool IsGathered(CodecWriter writer, int count) => writer.IsGathering && Measure(count) >= CodecWriter.GatherBytes;

    private static void Gather(CodecWriter writer, int count, CodecPiece piece)
    {
        writer.Enter();
        writer.WriteAligned(count, piece);
        writer.Leave();
    }

    private static int Measure(int count)
    {
        RawTypes.Check<T>();
        long bytes = (long)count * Unsafe.SizeOf<T>();
        return bytes <= Array.MaxLength ? (int)bytes : throw CollectionFaults.TooLarge<T>(count, bytes);
    }

    /// <summary>The elements' bytes, to be copied; none, and true for <paramref name="isNull"/>, if the collection is null.</summary>
    public static ReadOnlySpan<byte> Read(ref CodecReader reader, out int count, out bool isNull)
    {
        RawTypes.Check<T>();
        count = reader.ReadCount(Unsafe.SizeOf<T>());
        isNull = count < 0;
        if (isNull) return [];
        reader.Enter();
        var bytes = reader.ReadBytes(count * Unsafe.SizeOf<T>());
        reader.CountCopied(bytes.Length);
        reader.Leave();
        return bytes;
    }

    public static T[] ReadArray(ref CodecReader reader)
    {
        var bytes = Read(ref reader, out int count, out bool isNull);
        if (count <= 0) return isNull ? null : [];
        var items = GC.AllocateUninitializedArray<T>(count);
        bytes.CopyTo(MemoryMarshal.AsBytes(items.AsSpan()));
        return items;
    }

    /// <summary>Elements that nobody will write to: if there are many, and the reader's memory may be kept, these are not copied.</summary>
    public static ReadOnlyMemory<T> ReadView(ref CodecReader reader)
    {
        RawTypes.Check<T>();
        var ahead = reader;
        int count = ahead.ReadCount(Unsafe.SizeOf<T>());
        int bytes = Math.Max(0, count) * Unsafe.SizeOf<T>();
        if (bytes < CodecWriter.GatherBytes || !ahead.TryView(bytes, CastMemory<T>.Alignment, out var view)) return ReadArrayNotNull(ref reader);
        reader = ahead;
        MemoryUses.Add(view);
        return typeof(T) == typeof(byte) ? Unsafe.BitCast<ReadOnlyMemory<byte>, ReadOnlyMemory<T>>(view) : new CastMemory<T>(view).Memory;
    }

    public static T[] ReadArrayNotNull(ref CodecReader reader) =>
        ReadArray(ref reader) ?? throw CollectionFaults.Null<T>();
}
