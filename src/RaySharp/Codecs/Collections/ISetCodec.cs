#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>ISet: the form of a set; arrives as a <see cref="HashSet{T}"/>.</summary>
/// <remarks>
/// The comparer is treated as by <see cref="HashSetCodec{T, TCodec}"/> where the set's class is one of .NET's that tells it; others are
/// taken to use the default.
/// </remarks>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct ISetCodec<T, TCodec> : ICodec<ISet<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">The comparer cannot be sent.</exception>
    public static void Write(CodecWriter writer, ISet<T> value)
    {
        if (value is not null) EqualityComparers.Write(writer, EqualityComparers.OfSet(value));
        Elements<T, TCodec>.WriteSequence(writer, value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged or comes twice.</exception>
    public static ISet<T> Read(ref CodecReader reader) => HashSetCodec<T, TCodec>.Read(ref reader);
}

/// <summary>IReadOnlySet: the form of a set; arrives as a <see cref="HashSet{T}"/>.</summary>
/// <remarks>
/// The comparer is treated as by <see cref="HashSetCodec{T, TCodec}"/> where the set's class is one of .NET's that tells it; others are
/// taken to use the default.
/// </remarks>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct ReadOnlySetCodec<T, TCodec> : ICodec<IReadOnlySet<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">The comparer cannot be sent.</exception>
    public static void Write(CodecWriter writer, IReadOnlySet<T> value)
    {
        if (value is not null) EqualityComparers.Write(writer, EqualityComparers.OfSet(value));
        Elements<T, TCodec>.WriteSequence(writer, value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged or comes twice.</exception>
    public static IReadOnlySet<T> Read(ref CodecReader reader) => HashSetCodec<T, TCodec>.Read(ref reader);
}
