#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>IEnumerable: the form of an array, and arrives as one. A lazy sequence is run to its end, once, when it is written.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct EnumerableCodec<T, TCodec> : ICodec<IEnumerable<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, IEnumerable<T> value) => Elements<T, TCodec>.WriteSequence(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static IEnumerable<T> Read(ref CodecReader reader) => Elements<T, TCodec>.ReadArray(ref reader);
}
