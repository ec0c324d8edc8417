#nullable disable annotations // One codec serves the collection with and without null.
using System.Runtime.CompilerServices;

namespace RaySharp.Codecs;

/// <summary>HashSet: the form of an array, in no certain order.</summary>
/// <remarks>
/// A set with a comparer other than the default, <see cref="StringComparer.Ordinal"/> or <see cref="StringComparer.OrdinalIgnoreCase"/>
/// is refused: it would mean something else after the journey. Ordinal equals the default; OrdinalIgnoreCase puts an escape before the
/// count.
/// </remarks>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct HashSetCodec<T, TCodec> : ICodec<HashSet<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">The comparer cannot be sent.</exception>
    public static void Write(CodecWriter writer, HashSet<T> value)
    {
        if (value is null)
        {
            writer.WriteCount(-1);
            return;
        }
        EqualityComparers.Write(writer, value.Comparer);
        Elements<T, TCodec>.Begin(writer, value.Count);
        foreach (var item in value) Elements<T, TCodec>.WriteOne(writer, item);
        writer.Leave();
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged or comes twice.</exception>
    public static HashSet<T> Read(ref CodecReader reader)
    {
        var comparer = EqualityComparers.Read<T>(ref reader, out bool escaped);
        int count = Elements<T, TCodec>.Begin(ref reader);
        if (count < 0) return EqualityComparers.Null<HashSet<T>>(escaped);
        var items = new HashSet<T>(reader.Afford(count, Unsafe.SizeOf<T>() + EqualityComparers.EntryBytes), comparer);
        for (int i = 0; i < count; i++) Keys.Add(items, Elements<T, TCodec>.ReadOne(ref reader));
        reader.Leave();
        return items;
    }
}
