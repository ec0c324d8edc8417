#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>SortedDictionary: the form of an array of its pairs (key, then value), in its order.</summary>
/// <remarks>
/// A dictionary with a comparer other than the default, <see cref="StringComparer.Ordinal"/> or <see
/// cref="StringComparer.OrdinalIgnoreCase"/> is refused: it would mean something else after the journey. Ordinal and OrdinalIgnoreCase
/// put an escape before the count. The default order of strings is the current culture's, on each side.
/// </remarks>
/// <typeparam name="K">The keys' type.</typeparam>
/// <typeparam name="KCodec">The keys' codec.</typeparam>
/// <typeparam name="V">The values' type.</typeparam>
/// <typeparam name="VCodec">The values' codec.</typeparam>
public struct SortedDictionaryCodec<K, KCodec, V, VCodec> : ICodec<SortedDictionary<K, V>>
    where KCodec : struct, ICodec<K> where VCodec : struct, ICodec<V>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">The comparer cannot be sent.</exception>
    public static void Write(CodecWriter writer, SortedDictionary<K, V> value)
    {
        if (value is null)
        {
            writer.WriteCount(-1);
            return;
        }
        OrderComparers.Write(writer, value.Comparer);
        Pairs<K, KCodec, V, VCodec>.Begin(writer, value.Count);
        foreach (var item in value) Pairs<K, KCodec, V, VCodec>.WriteOne(writer, item);
        writer.Leave();
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, a key or value is damaged, or a key is null or comes twice.</exception>
    public static SortedDictionary<K, V> Read(ref CodecReader reader)
    {
        var comparer = OrderComparers.Read<K>(ref reader, out bool escaped);
        int count = Pairs<K, KCodec, V, VCodec>.Begin(ref reader);
        if (count < 0) return EqualityComparers.Null<SortedDictionary<K, V>>(escaped);
        var items = new SortedDictionary<K, V>(comparer);
        for (int i = 0; i < count; i++)
        {
            var (key, value) = Pairs<K, KCodec, V, VCodec>.ReadOne(ref reader);
            Keys.Add(items, key, value);
        }
        reader.Leave();
        return items;
    }
}
