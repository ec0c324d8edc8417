#nullable disable annotations // One codec serves the collection with and without null.
using System.Collections.Immutable;

namespace RaySharp.Codecs;

/// <summary>ImmutableDictionary: the form of an array of its pairs (key, then value), in no certain order.</summary>
/// <remarks>
/// A dictionary with a comparer other than the default, <see cref="StringComparer.Ordinal"/> or <see
/// cref="StringComparer.OrdinalIgnoreCase"/> is refused: it would mean something else after the journey. Ordinal equals the default;
/// OrdinalIgnoreCase puts an escape before the count. Its comparer of values must be the default.
/// </remarks>
/// <typeparam name="K">The keys' type.</typeparam>
/// <typeparam name="KCodec">The keys' codec.</typeparam>
/// <typeparam name="V">The values' type.</typeparam>
/// <typeparam name="VCodec">The values' codec.</typeparam>
public struct ImmutableDictionaryCodec<K, KCodec, V, VCodec> : ICodec<ImmutableDictionary<K, V>>
    where KCodec : struct, ICodec<K> where VCodec : struct, ICodec<V>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">The comparer cannot be sent.</exception>
    public static void Write(CodecWriter writer, ImmutableDictionary<K, V> value)
    {
        if (value is null)
        {
            writer.WriteCount(-1);
            return;
        }
        EqualityComparers.CheckValues(value.ValueComparer);
        EqualityComparers.Write(writer, value.KeyComparer);
        Pairs<K, KCodec, V, VCodec>.Begin(writer, value.Count);
        foreach (var item in value) Pairs<K, KCodec, V, VCodec>.WriteOne(writer, item);
        writer.Leave();
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, a key or value is damaged, or a key is null or comes twice.</exception>
    public static ImmutableDictionary<K, V> Read(ref CodecReader reader)
    {
        var comparer = EqualityComparers.Read<K>(ref reader, out bool escaped);
        int count = Pairs<K, KCodec, V, VCodec>.Begin(ref reader);
        if (count < 0) return EqualityComparers.Null<ImmutableDictionary<K, V>>(escaped);
        var items = ImmutableDictionary.CreateBuilder<K, V>(comparer);
        for (int i = 0; i < count; i++)
        {
            var (key, value) = Pairs<K, KCodec, V, VCodec>.ReadOne(ref reader);
            Keys.Add(items, key, value);
        }
        reader.Leave();
        return items.ToImmutable();
    }
}
