#nullable disable annotations // One codec serves the collection with and without null.
using System.Collections.Immutable;

namespace RaySharp.Codecs;

/// <summary>ImmutableList: the form of an array.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct ImmutableListCodec<T, TCodec> : ICodec<ImmutableList<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, ImmutableList<T> value) => Elements<T, TCodec>.WriteCollection(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static ImmutableList<T> Read(ref CodecReader reader)
    {
        var items = Elements<T, TCodec>.ReadArray(ref reader);
        return items is null ? null : ImmutableList.Create(items);
    }
}
