#nullable disable annotations // Keys and values may be null where their types allow it.

namespace RaySharp.Codecs;

/// <summary>KeyValuePair: the key, then the value.</summary>
/// <typeparam name="K">The key's type.</typeparam>
/// <typeparam name="KCodec">The key's codec.</typeparam>
/// <typeparam name="V">The value's type.</typeparam>
/// <typeparam name="VCodec">The value's codec.</typeparam>
public struct KeyValuePairCodec<K, KCodec, V, VCodec> : ICodec<KeyValuePair<K, V>>
    where KCodec : struct, ICodec<K> where VCodec : struct, ICodec<V>
{
    /// <inheritdoc/>
    public static int MinBytes => KCodec.MinBytes + VCodec.MinBytes;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, KeyValuePair<K, V> value)
    {
        KCodec.Write(writer, value.Key);
        VCodec.Write(writer, value.Value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The key or the value is damaged.</exception>
    public static KeyValuePair<K, V> Read(ref CodecReader reader)
    {
        var key = KCodec.Read(ref reader);
        return new KeyValuePair<K, V>(key, VCodec.Read(ref reader));
    }
}
