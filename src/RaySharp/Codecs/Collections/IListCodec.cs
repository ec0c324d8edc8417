#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>ICollection: the form of an array; arrives as a <see cref="List{T}"/>.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct CollectionCodec<T, TCodec> : ICodec<ICollection<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, ICollection<T> value) => Elements<T, TCodec>.WriteSequence(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static ICollection<T> Read(ref CodecReader reader) => ListCodec<T, TCodec>.Read(ref reader);
}

/// <summary>IList: the form of an array; arrives as a <see cref="List{T}"/>.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct IListCodec<T, TCodec> : ICodec<IList<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, IList<T> value) => Elements<T, TCodec>.WriteSequence(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static IList<T> Read(ref CodecReader reader) => ListCodec<T, TCodec>.Read(ref reader);
}
