using System.Numerics;
using Apache.Arrow;

namespace RaySharp.Codecs;

/// <summary>
/// The codecs that need no generated code: those of .NET's values, string, Arrow's types, and of these (but Arrow's) their nullable
/// form, arrays, lists, memories and dictionaries with common keys. Comparisons of types only, so that nothing is lost to trimming.
/// </summary>
internal static class BuiltInCodecs
{
    public static Codec<T>? Find<T>() => FindNumber<T>() ?? FindOtherRaw<T>() ?? FindChecked<T>() ?? FindReference<T>();

    private static Codec<T>? FindNumber<T>() =>
        Raw<T, int>() ?? Raw<T, long>() ?? Raw<T, double>() ?? Raw<T, float>() ?? Raw<T, byte>() ?? Raw<T, sbyte>() ??
        Raw<T, short>() ?? Raw<T, ushort>() ?? Raw<T, uint>() ?? Raw<T, ulong>() ?? Raw<T, Half>() ?? Raw<T, Int128>() ?? Raw<T, UInt128>();

    private static Codec<T>? FindOtherRaw<T>() =>
        Raw<T, char>() ?? Raw<T, Guid>() ?? Raw<T, TimeSpan>() ?? Raw<T, Index>() ?? Raw<T, Range>();

    private static Codec<T>? FindChecked<T>() =>
        Checked<T, bool, BooleanCodec>() ?? Checked<T, decimal, DecimalCodec>() ?? Checked<T, DateTime, DateTimeCodec>() ??
        Checked<T, DateTimeOffset, DateTimeOffsetCodec>() ?? Checked<T, DateOnly, DateOnlyCodec>() ??
        Checked<T, TimeOnly, TimeOnlyCodec>() ?? Checked<T, BigInteger, BigIntegerCodec>() ?? Same<T, VoidResult, VoidCodec>();

    private static Codec<T>? FindReference<T>() =>
        Any<T, string, StringCodec>() ?? Any<T, Uri, UriCodec>() ?? Any<T, Version, VersionCodec>() ??
        Same<T, RecordBatch, RecordBatchCodec>() ?? Same<T, Table, TableCodec>() ?? Same<T, Schema, SchemaCodec>();

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
