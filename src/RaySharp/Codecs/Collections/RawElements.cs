#nullable disable annotations // A collection may be null where its type allows it.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Codecs;

/// <summary>The form of <see cref="Elements{T, TCodec}"/> for elements that travel as they lie in memory: one copy for all.</summary>
internal static class RawElements<T> where T : unmanaged
{
    public static void Write(CodecWriter writer, ReadOnlySpan<T> items)
    {
        RawTypes.Check<T>();
        long bytes = (long)items.Length * Unsafe.SizeOf<T>();
        if (bytes > Array.MaxLength) throw CollectionFaults.TooLarge<T>(items.Length, bytes);
        writer.Enter();
        writer.WriteCount(items.Length);
        writer.WriteBytes(MemoryMarshal.AsBytes(items));
        writer.Leave();
    }

    /// <summary>The elements' bytes; none, and true for <paramref name="isNull"/>, if the collection is null.</summary>
    public static ReadOnlySpan<byte> Read(ref CodecReader reader, out int count, out bool isNull)
    {
        RawTypes.Check<T>();
        count = reader.ReadCount(Unsafe.SizeOf<T>());
        isNull = count < 0;
        if (isNull) return [];
        reader.Enter();
        var bytes = reader.ReadBytes(count * Unsafe.SizeOf<T>());
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

    public static T[] ReadArrayNotNull(ref CodecReader reader) =>
        ReadArray(ref reader) ?? throw CollectionFaults.Null<T>();
}
