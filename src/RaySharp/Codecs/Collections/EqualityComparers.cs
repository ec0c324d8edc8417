#nullable disable annotations // Keys may be null where their type allows it.

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
        throw new CodecException(
            $"A set or dictionary of '{typeof(T)}' compares with '{comparer.GetType()}', which cannot be sent. " +
            "Copy it into one with the default comparer, StringComparer.Ordinal or StringComparer.OrdinalIgnoreCase, or send a list.");
    }

    public static IEqualityComparer<T> Read<T>(ref CodecReader reader, out bool escaped)
    {
        escaped = typeof(T) == typeof(string) && reader.TryReadEscape(CodecEscapes.OrdinalIgnoreCase);
        return escaped ? (IEqualityComparer<T>)(object)StringComparer.OrdinalIgnoreCase : null;
    }

    /// <summary>Null, unless a comparer was announced for it.</summary>
    public static TCollection Null<TCollection>(bool escaped) where TCollection : class =>
        escaped ? throw new CodecException("A set or dictionary has a comparer but is null: the bytes are damaged.") : null;

    /// <summary>Refuses a key that did not fit in.</summary>
    public static void CheckNew(bool added)
    {
        if (!added) throw new CodecException("A set or dictionary holds a key twice, or a null key: the bytes are damaged.");
    }
}
