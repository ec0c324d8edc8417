#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>T[]: the count (null told apart), then the elements. All collections have this form, so one can be read as another.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct ArrayCodec<T, TCodec> : ICodec<T[]> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, T[] value)
    {
        if (value is null) writer.WriteCount(-1);
        else Elements<T, TCodec>.Write(writer, value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static T[] Read(ref CodecReader reader) => Elements<T, TCodec>.ReadArray(ref reader);
}
