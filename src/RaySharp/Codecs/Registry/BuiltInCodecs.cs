using System.Numerics;
using Apache.Arrow;

namespace RaySharp.Codecs;

/// <summary>
/// The codecs that need no generated code: those of .NET's values, string, Arrow's types, and of these (but Arrow's) their nullable
/// form, arrays, lists, memories and dictionaries with common keys. Comparisons of types only, so that nothing is lost to trimming.
/// </summary>
internal static class BuiltInCodecs
{
    /// <remarks>By the element first: only what belongs to it is compiled when a process starts, of some five hundred forms.</remarks>
    public static Codec<T>? Find<T>()
    {
        var element = ElementOf(typeof(T));
        return FindNumber<T>(element) ?? FindOtherRaw<T>(element) ?? FindChecked<T>(element) ?? FindReference<T>(element);
    }

    private static Codec<T>? FindNumber<T>(Type element) =>
        element == typeof(int) ? Raw<T, int>() :
        element == typeof(long) ? Raw<T, long>() :
        element == typeof(double) ? Raw<T, double>() :
        element == typeof(float) ? Raw<T, float>() :
        element == typeof(byte) ? Raw<T, byte>() :
        element == typeof(sbyte) ? Raw<T, sbyte>() :
        element == typeof(short) ? Raw<T, short>() :
        element == typeof(ushort) ? Raw<T, ushort>() :
        element == typeof(uint) ? Raw<T, uint>() :
        element == typeof(ulong) ? Raw<T, ulong>() :
        element == typeof(Half) ? Raw<T, Half>() :
        element == typeof(Int128) ? Raw<T, Int128>() :
        element == typeof(UInt128) ? Raw<T, UInt128>() : null;

    private static Codec<T>? FindOtherRaw<T>(Type element) =>
        element == typeof(char) ? Raw<T, char>() :
        element == typeof(Guid) ? Raw<T, Guid>() :
        element == typeof(TimeSpan) ? Raw<T, TimeSpan>() :
        element == typeof(Index) ? Raw<T, Index>() :
        element == typeof(Range) ? Raw<T, Range>() : null;

    private static Codec<T>? FindChecked<T>(Type element) =>
        element == typeof(bool) ? Checked<T, bool, BooleanCodec>() :
        element == typeof(decimal) ? Checked<T, decimal, DecimalCodec>() :
        element == typeof(DateTime) ? Checked<T, DateTime, DateTimeCodec>() :
        element == typeof(DateTimeOffset) ? Checked<T, DateTimeOffset, DateTimeOffsetCodec>() :
        element == typeof(DateOnly) ? Checked<T, DateOnly, DateOnlyCodec>() :
        element == typeof(TimeOnly) ? Checked<T, TimeOnly, TimeOnlyCodec>() :
        element == typeof(BigInteger) ? Checked<T, BigInteger, BigIntegerCodec>() :
        element == typeof(VoidResult) ? Same<T, VoidResult, VoidCodec>() : null;

    private static Codec<T>? FindReference<T>(Type element) =>
        element == typeof(string) ? Any<T, string, StringCodec>() :
        element == typeof(Uri) ? Any<T, Uri, UriCodec>() :
        element == typeof(Version) ? Any<T, Version, VersionCodec>() :
        element == typeof(RecordBatch) ? Same<T, RecordBatch, RecordBatchCodec>() :
        element == typeof(Table) ? Same<T, Table, TableCodec>() :
        element == typeof(Schema) ? Same<T, Schema, SchemaCodec>() : null;

    /// <summary>What an array, list, memory or nullable value has, and a dictionary's value; else the type itself.</summary>
    private static Type ElementOf(Type type)
    {
        if (type.IsArray) return type.GetElementType()!;
        if (!type.IsGenericType) return type;
        var form = type.GetGenericTypeDefinition();
        return form == typeof(Dictionary<,>) ? type.GenericTypeArguments[1]
            : form == typeof(Nullable<>) || form == typeof(List<>) || form == typeof(Memory<>) || form == typeof(ReadOnlyMemory<>) ? type.GenericTypeArguments[0]
            : type;
    }

    private static Codec<T>? Raw<T, E>() where E : unmanaged =>
        Same<T, E, RawCodec<E>>() ?? Same<T, E[], RawArrayCodec<E>>() ?? Same<T, List<E>, RawListCodec<E>>() ??
        Same<T, Memory<E>, RawMemoryCodec<E>>() ?? Same<T, ReadOnlyMemory<E>, RawReadOnlyMemoryCodec<E>>() ?? Checked<T, E, RawCodec<E>>();

    private static Codec<T>? Checked<T, E, ECodec>() where E : struct where ECodec : struct, ICodec<E> =>
        Same<T, E?, NullableCodec<E, ECodec>>() ?? Any<T, E, ECodec>();

    private static Codec<T>? Any<T, E, ECodec>() where ECodec : struct, ICodec<E> =>
        Same<T, E, ECodec>() ?? Same<T, E[], ArrayCodec<E, ECodec>>() ?? Same<T, List<E>, ListCodec<E, ECodec>>() ??
        Same<T, Memory<E>, MemoryCodec<E, ECodec>>() ?? Same<T, ReadOnlyMemory<E>, ReadOnlyMemoryCodec<E, ECodec>>() ??
        Keyed<T, string, StringCodec, E, ECodec>() ?? Keyed<T, int, RawCodec<int>, E, ECodec>() ??
        Keyed<T, long, RawCodec<long>, E, ECodec>() ?? Keyed<T, Guid, RawCodec<Guid>, E, ECodec>();

    private static Codec<T>? Keyed<T, K, KCodec, E, ECodec>()
        where K : notnull where KCodec : struct, ICodec<K> where ECodec : struct, ICodec<E> =>
        Same<T, Dictionary<K, E>, DictionaryCodec<K, KCodec, E, ECodec>>();

    private static Codec<T>? Same<T, E, ECodec>() where ECodec : struct, ICodec<E> =>
        typeof(T) == typeof(E) ? (Codec<T>)(object)Codec<E>.Of<ECodec>() : null;
}
