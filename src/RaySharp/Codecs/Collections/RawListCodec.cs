#nullable disable annotations // One codec serves the collection with and without null.
using System.Runtime.InteropServices;

namespace RaySharp.Codecs;

/// <summary>List of elements that <see cref="RawCodec{T}"/> takes: the form of an array, in one copy.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
public struct RawListCodec<T> : ICodec<List<T>> where T : unmanaged
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, List<T> value)
    {
        if (value is null) writer.WriteCount(-1);
        else RawElements<T>.Write(writer, value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static List<T> Read(ref CodecReader reader)
    {
        var bytes = RawElements<T>.Read(ref reader, out int count, out bool isNull);
        if (isNull) return null;
        var list = new List<T>(count);
        CollectionsMarshal.SetCount(list, count);
        bytes.CopyTo(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(list)));
        return list;
    }
}
