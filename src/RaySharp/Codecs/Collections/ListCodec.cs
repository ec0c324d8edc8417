#nullable disable annotations // One codec serves the collection with and without null.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Codecs;

/// <summary>List: the form of an array.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct ListCodec<T, TCodec> : ICodec<List<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, List<T> value)
    {
        if (value is null) writer.WriteCount(-1);
        else Elements<T, TCodec>.Write(writer, CollectionsMarshal.AsSpan(value));
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static List<T> Read(ref CodecReader reader)
    {
        int count = Elements<T, TCodec>.Begin(ref reader);
        if (count < 0) return null;
        var list = new List<T>(reader.Afford(count, Unsafe.SizeOf<T>()));
        for (int i = 0; i < count; i++) list.Add(Elements<T, TCodec>.ReadOne(ref reader));
        reader.Leave();
        return list;
    }
}
