#nullable disable annotations // One codec serves the collection with and without null.
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace RaySharp.Codecs;

/// <summary>ImmutableArray: the form of an array; default travels as null.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct ImmutableArrayCodec<T, TCodec> : ICodec<ImmutableArray<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, ImmutableArray<T> value)
    {
        if (value.IsDefault) writer.WriteCount(-1);
        else Elements<T, TCodec>.Write(writer, value.AsSpan());
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static ImmutableArray<T> Read(ref CodecReader reader) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Elements<T, TCodec>.ReadArray(ref reader));
}

/// <summary>
/// ImmutableArray of elements that <see cref="RawCodec{T}"/> takes: the form of an array, in one copy; default travels as null.
/// </summary>
/// <typeparam name="T">The elements' type.</typeparam>
public struct RawImmutableArrayCodec<T> : ICodec<ImmutableArray<T>> where T : unmanaged
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, ImmutableArray<T> value)
    {
        if (value.IsDefault) writer.WriteCount(-1);
        else RawElements<T>.Write(writer, ImmutableCollectionsMarshal.AsArray(value));
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true.</exception>
    public static ImmutableArray<T> Read(ref CodecReader reader) =>
        ImmutableCollectionsMarshal.AsImmutableArray(RawElements<T>.ReadArray(ref reader));
}
