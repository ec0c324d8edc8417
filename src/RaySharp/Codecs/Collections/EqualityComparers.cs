#nullable disable annotations // Keys may be null where their type allows it.
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RaySharp.Codecs;

/// <summary>
/// How sets and dictionaries that hash keep their comparer: none for the default (which Ordinal equals), an escape before the count
/// for OrdinalIgnoreCase; all others are refused.
/// </summary>
internal static class EqualityComparers
{
    /// <summary>What a hash table takes beside an element: its hash, its link, its bucket.</summary>
    public const int EntryBytes = 12;

    public static void Write<T>(CodecWriter writer, IEqualityComparer<T> comparer)
    {
        if (comparer is null || comparer.Equals(EqualityComparer<T>.Default)) return;
        if (typeof(T) == typeof(string))
        {
            if (comparer.Equals(StringComparer.Ordinal)) return;
            if (comparer.Equals(StringComparer.OrdinalIgnoreCase))
            {
                writer.WriteVarint(CodecEscapes.OrdinalIgnoreCase);
                return;
            }
        }
        throw OrderComparers.Refused<T>(comparer);
    }

    /// <summary>Refuses an immutable dictionary that compares its values in a way of its own.</summary>
    public static void CheckValues<V>(IEqualityComparer<V> comparer)
    {
        if (!comparer.Equals(EqualityComparer<V>.Default)) throw OrderComparers.Refused<V>(comparer);
    }

    public static IEqualityComparer<T> Read<T>(ref CodecReader reader, out bool escaped)
    {
        escaped = typeof(T) == typeof(string) && reader.TryReadEscape(CodecEscapes.OrdinalIgnoreCase);
        return escaped ? (IEqualityComparer<T>)(object)StringComparer.OrdinalIgnoreCase : null;
    }

    /// <summary>Null, unless a comparer was announced for it.</summary>
    public static TCollection Null<TCollection>(bool escaped) where TCollection : class =>
        escaped ? throw new CodecException("A set or dictionary has a comparer but is null: the bytes are damaged.") : null;

    /// <summary>The comparer of a set or dictionary that is known only by an interface; null where its class does not tell.</summary>
    public static IEqualityComparer<T> OfSet<T>(IEnumerable<T> set) => set switch
    {
        HashSet<T> known => known.Comparer,
        ImmutableHashSet<T> known => known.KeyComparer,
        FrozenSet<T> known => known.Comparer,
        SortedSet<T> known => OfOrder(known.Comparer),
        _ => null,
    };

    /// <inheritdoc cref="OfSet"/>
    public static IEqualityComparer<K> OfDictionary<K, V>(IEnumerable<KeyValuePair<K, V>> dictionary) => dictionary switch
    {
        Dictionary<K, V> known => known.Comparer,
        ConcurrentDictionary<K, V> known => known.Comparer,
        ImmutableDictionary<K, V> known => known.KeyComparer,
        FrozenDictionary<K, V> known => known.Comparer,
        SortedDictionary<K, V> known => OfOrder(known.Comparer),
        _ => null,
    };

    private static IEqualityComparer<T> OfOrder<T>(IComparer<T> comparer) => comparer switch
    {
        _ when comparer.Equals(Comparer<T>.Default) => null,
        IEqualityComparer<T> both => both,
        _ => throw OrderComparers.Refused<T>(comparer),
    };
}
