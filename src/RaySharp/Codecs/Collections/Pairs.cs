#nullable disable annotations // Values may be null where their type allows it.
using System.Runtime.CompilerServices;

namespace RaySharp.Codecs;

/// <summary>The form of dictionaries: that of a collection of pairs.</summary>
internal static class Pairs<K, KCodec, V, VCodec> where KCodec : struct, ICodec<K> where VCodec : struct, ICodec<V>
{
    public static void Begin(CodecWriter writer, int count) =>
        Elements<KeyValuePair<K, V>, KeyValuePairCodec<K, KCodec, V, VCodec>>.Begin(writer, count);

    public static void WriteOne(CodecWriter writer, KeyValuePair<K, V> pair) =>
        Elements<KeyValuePair<K, V>, KeyValuePairCodec<K, KCodec, V, VCodec>>.WriteOne(writer, pair);

    public static void WriteSequence(CodecWriter writer, IEnumerable<KeyValuePair<K, V>> pairs) =>
        Elements<KeyValuePair<K, V>, KeyValuePairCodec<K, KCodec, V, VCodec>>.WriteSequence(writer, pairs);

    public static int Begin(ref CodecReader reader) =>
        Elements<KeyValuePair<K, V>, KeyValuePairCodec<K, KCodec, V, VCodec>>.Begin(ref reader);

    public static KeyValuePair<K, V> ReadOne(ref CodecReader reader) =>
        Elements<KeyValuePair<K, V>, KeyValuePairCodec<K, KCodec, V, VCodec>>.ReadOne(ref reader);

    /// <summary>How many pairs a hash table may be made for ahead of reading them.</summary>
    public static int Afford(ref CodecReader reader, int count) =>
        reader.Afford(count, Unsafe.SizeOf<KeyValuePair<K, V>>() + EqualityComparers.EntryBytes);
}
