#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>LinkedList: the form of an array, the first node first.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct LinkedListCodec<T, TCodec> : ICodec<LinkedList<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, LinkedList<T> value) => Elements<T, TCodec>.WriteCollection(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static LinkedList<T> Read(ref CodecReader reader)
    {
        int count = Elements<T, TCodec>.Begin(ref reader);
        if (count < 0) return null;
        var items = new LinkedList<T>();
        for (int i = 0; i < count; i++) items.AddLast(Elements<T, TCodec>.ReadOne(ref reader));
        reader.Leave();
        return items;
    }
}
