#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>IReadOnlyCollection: the form of an array, and arrives as one.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct ReadOnlyCollectionCodec<T, TCodec> : ICodec<IReadOnlyCollection<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, IReadOnlyCollection<T> value) => Elements<T, TCodec>.WriteSequence(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static IReadOnlyCollection<T> Read(ref CodecReader reader) => Elements<T, TCodec>.ReadArray(ref reader);
}

/// <summary>IReadOnlyList: the form of an array, and arrives as one.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct ReadOnlyListCodec<T, TCodec> : ICodec<IReadOnlyList<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, IReadOnlyList<T> value) => Elements<T, TCodec>.WriteSequence(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static IReadOnlyList<T> Read(ref CodecReader reader) => Elements<T, TCodec>.ReadArray(ref reader);
}
