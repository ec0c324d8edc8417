#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>Memory: the form of an array that is not null.</summary>
/// <remarks>Empty and default are the same. What is read owns its memory.</remarks>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct MemoryCodec<T, TCodec> : ICodec<Memory<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, Memory<T> value) => Elements<T, TCodec>.Write(writer, value.Span);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static Memory<T> Read(ref CodecReader reader) => Elements<T, TCodec>.ReadArrayNotNull(ref reader);
}

/// <summary>ReadOnlyMemory: the form of an array that is not null.</summary>
/// <remarks>Empty and default are the same. What is read owns its memory.</remarks>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct ReadOnlyMemoryCodec<T, TCodec> : ICodec<ReadOnlyMemory<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, ReadOnlyMemory<T> value) => Elements<T, TCodec>.Write(writer, value.Span);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static ReadOnlyMemory<T> Read(ref CodecReader reader) => Elements<T, TCodec>.ReadArrayNotNull(ref reader);
}
