#nullable disable annotations // Keys may be null where their type allows it.

namespace RaySharp.Codecs;

/// <summary>
/// How sorted sets and dictionaries keep their comparer: none for the default, an escape before the count for Ordinal and
/// OrdinalIgnoreCase; all others are refused.
/// </summary>
internal static class OrderComparers
{
    public static void Write<T>(CodecWriter writer, IComparer<T> comparer)
    {
        if (comparer.Equals(Comparer<T>.Default)) return;
        if (typeof(T) != typeof(string)) throw Refused<T>(comparer);
        if (comparer.Equals(StringComparer.Ordinal)) writer.WriteVarint(CodecEscapes.Ordinal);
        else if (comparer.Equals(StringComparer.OrdinalIgnoreCase)) writer.WriteVarint(CodecEscapes.OrdinalIgnoreCase);
        else throw Refused<T>(comparer);
    }

    public static IComparer<T> Read<T>(ref CodecReader reader, out bool escaped)
    {
        escaped = true;
        if (typeof(T) == typeof(string))
        {
            if (reader.TryReadEscape(CodecEscapes.Ordinal)) return (IComparer<T>)(object)StringComparer.Ordinal;
            if (reader.TryReadEscape(CodecEscapes.OrdinalIgnoreCase)) return (IComparer<T>)(object)StringComparer.OrdinalIgnoreCase;
        }
        escaped = false;
        return null;
    }

    public static CodecException Refused<T>(object comparer) => new(
        $"A set or dictionary of '{typeof(T)}' compares with '{comparer.GetType()}', which cannot be sent. " +
        "Copy it into one with the default comparer, StringComparer.Ordinal or StringComparer.OrdinalIgnoreCase, or send a list.");
}
