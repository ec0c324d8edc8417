#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>IDictionary: the form of a dictionary; arrives as a <see cref="Dictionary{K, V}"/>.</summary>
/// <remarks>
/// The comparer is treated as by <see cref="DictionaryCodec{K, KCodec, V, VCodec}"/> where the dictionary's class is one of .NET's that
/// tells it; others are taken to use the default.
/// </remarks>
/// <typeparam name="K">The keys' type.</typeparam>
/// <typeparam name="KCodec">The keys' codec.</typeparam>
/// <typeparam name="V">The values' type.</typeparam>
/// <typeparam name="VCodec">The values' codec.</typeparam>
public struct IDictionaryCodec<K, KCodec, V, VCodec> : ICodec<IDictionary<K, V>>
    where KCodec : struct, ICodec<K> where VCodec : struct, ICodec<V>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">The comparer cannot be sent.</exception>
    public static void Write(CodecWriter writer, IDictionary<K, V> value)
    {
        if (value is not null) EqualityComparers.Write(writer, EqualityComparers.OfDictionary(value));
        Pairs<K, KCodec, V, VCodec>.WriteSequence(writer, value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, a key or value is damaged, or a key is null or comes twice.</exception>
    public static IDictionary<K, V> Read(ref CodecReader reader) => DictionaryCodec<K, KCodec, V, VCodec>.Read(ref reader);
}

/// <summary>IReadOnlyDictionary: the form of a dictionary; arrives as a <see cref="Dictionary{K, V}"/>.</summary>
/// <remarks>
/// The comparer is treated as by <see cref="DictionaryCodec{K, KCodec, V, VCodec}"/> where the dictionary's class is one of .NET's that
/// tells it; others are taken to use the default.
/// </remarks>
/// <typeparam name="K">The keys' type.</typeparam>
/// <typeparam name="KCodec">The keys' codec.</typeparam>
/// <typeparam name="V">The values' type.</typeparam>
/// <typeparam name="VCodec">The values' codec.</typeparam>
public struct ReadOnlyDictionaryCodec<K, KCodec, V, VCodec> : ICodec<IReadOnlyDictionary<K, V>>
    where KCodec : struct, ICodec<K> where VCodec : struct, ICodec<V>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">The comparer cannot be sent.</exception>
    public static void Write(CodecWriter writer, IReadOnlyDictionary<K, V> value)
    {
        if (value is not null) EqualityComparers.Write(writer, EqualityComparers.OfDictionary(value));
        Pairs<K, KCodec, V, VCodec>.WriteSequence(writer, value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, a key or value is damaged, or a key is null or comes twice.</exception>
    public static IReadOnlyDictionary<K, V> Read(ref CodecReader reader) => DictionaryCodec<K, KCodec, V, VCodec>.Read(ref reader);
}
