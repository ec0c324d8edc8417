#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>
/// T[] of elements that <see cref="RawCodec{T}"/> takes: the count (null told apart), then all elements in one copy. Same bytes as <see
/// cref="ArrayCodec{T, TCodec}"/>.
/// </summary>
/// <typeparam name="T">The elements' type.</typeparam>
public struct RawArrayCodec<T> : ICodec<T[]> where T : unmanaged
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, T[] value)
    {
        if (value is null) writer.WriteCount(-1);
        else RawElements<T>.Write(writer, value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static T[] Read(ref CodecReader reader) => RawElements<T>.ReadArray(ref reader);
}
