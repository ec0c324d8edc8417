#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>Memory of elements that <see cref="RawCodec{T}"/> takes: the form of an array that is not null, in one copy.</summary>
/// <remarks>Empty and default are the same. What is read owns its memory.</remarks>
/// <typeparam name="T">The elements' type.</typeparam>
public struct RawMemoryCodec<T> : ICodec<Memory<T>> where T : unmanaged
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, Memory<T> value) => RawElements<T>.Write(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static Memory<T> Read(ref CodecReader reader) => RawElements<T>.ReadArrayNotNull(ref reader);
}

/// <summary>ReadOnlyMemory of elements that <see cref="RawCodec{T}"/> takes: the form of an array that is not null, in one copy.</summary>
/// <remarks>
/// Empty and default are the same. What is read owns its memory, or is a view of the shared memory that the value lies in: then a span
/// taken from it is valid only while the memory itself, or a slice of it, is still referenced.
/// </remarks>
/// <typeparam name="T">The elements' type.</typeparam>
public struct RawReadOnlyMemoryCodec<T> : ICodec<ReadOnlyMemory<T>> where T : unmanaged
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, ReadOnlyMemory<T> value) => RawElements<T>.Write(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static ReadOnlyMemory<T> Read(ref CodecReader reader) => RawElements<T>.ReadView(ref reader);
}
