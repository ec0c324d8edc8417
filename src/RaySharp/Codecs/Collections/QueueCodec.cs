#nullable disable annotations // One codec serves the collection with and without null.
using System.Runtime.CompilerServices;

namespace RaySharp.Codecs;

/// <summary>Queue: the form of an array, the head first.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct QueueCodec<T, TCodec> : ICodec<Queue<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, Queue<T> value) => Elements<T, TCodec>.WriteCollection(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static Queue<T> Read(ref CodecReader reader)
    {
        int count = Elements<T, TCodec>.Begin(ref reader);
        if (count < 0) return null;
        var items = new Queue<T>(reader.Afford(count, Unsafe.SizeOf<T>()));
        for (int i = 0; i < count; i++) items.Enqueue(Elements<T, TCodec>.ReadOne(ref reader));
        reader.Leave();
        return items;
    }
}
