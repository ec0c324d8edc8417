using System.Collections.Immutable;
using System.Numerics;
using CsCheck;
using RaySharp.Codecs;
using static RaySharp.Tests.Codecs.Values;
using TextCodec = RaySharp.Codecs.StringCodec;

namespace RaySharp.Tests.Codecs;

/// <summary>Every codec of the library, with values. A test fails for a codec that is missing here.</summary>
public static class CodecCases
{
    /// <summary>What an object's header and fields cost when it takes one byte on the wire.</summary>
    private const int BytesPerObject = 128;

    public static readonly IReadOnlyList<CodecCase> All =
        [.. Scalars(), .. Flags(), .. Arrays(), .. Lists(), .. Sets(), .. Dictionaries(), .. Interfaces(), .. Arrow()];

    public static TheoryData<string> Names => [.. All.Select(each => each.Name)];

    public static CodecCase Named(string name) => All.Single(each => each.Name == name);

    private static IEnumerable<CodecCase> Scalars() =>
    [
        Value<int, RawCodec<int>>(Int),
        Value<byte, RawCodec<byte>>(Gen.Byte), Value<char, RawCodec<char>>(Gen.Char),
        Value<Guid, RawCodec<Guid>>(Gen.Guid),
        Value<Int128, RawCodec<Int128>>(Gen.Select(Gen.ULong, Gen.ULong).Select((high, low) => new Int128(high, low))),
        Value<TimeSpan, RawCodec<TimeSpan>>(Gen.Long.Select(ticks => new TimeSpan(ticks))),
        Value<DayOfWeek, RawCodec<DayOfWeek>>(Gen.Int.Select(day => (DayOfWeek)day)),
        Value<Index, RawCodec<Index>>(Gen.Int[0, int.MaxValue].Select(at => ^at)),
        Value<Range, RawCodec<Range>>(Gen.Int[0, 99].Select(at => at..^at)),
        Of<double, RawCodec<double>>(
            DoubleBits, (a, b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b)),
        Of<float, RawCodec<float>>(
            Int.Select(BitConverter.Int32BitsToSingle), (a, b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b)),
        Of<Half, RawCodec<Half>>(
            Gen.Short.Select(BitConverter.Int16BitsToHalf), (a, b) => BitConverter.HalfToInt16Bits(a) == BitConverter.HalfToInt16Bits(b)),
        Value<bool, BooleanCodec>(Gen.Bool),
        Of<decimal, DecimalCodec>(Decimals, (a, b) => decimal.GetBits(a).SequenceEqual(decimal.GetBits(b))),
        Of<DateTime, DateTimeCodec>(DateTimes, (a, b) => a == b && a.Kind == b.Kind),
        Of<DateTimeOffset, DateTimeOffsetCodec>(DateTimeOffsets, (a, b) => a.EqualsExact(b)),
        Value<DateOnly, DateOnlyCodec>(Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber)),
        Value<TimeOnly, TimeOnlyCodec>(Gen.Long[0, TimeSpan.TicksPerDay - 1].Select(ticks => new TimeOnly(ticks))),
        Value<BigInteger, BigIntegerCodec>(BigIntegers), Value<VoidResult, VoidCodec>(Gen.Const(default(VoidResult))),
        Value<string?, TextCodec>(OrNull(Text)), Value<Version?, VersionCodec>(OrNull(Versions), BytesPerObject),
        Of<Uri?, UriCodec>(
            OrNull(Uris), (a, b) => a == b && a?.OriginalString == b?.OriginalString && a?.IsAbsoluteUri == b?.IsAbsoluteUri, BytesPerObject),
        Value<KeyValuePair<int, string>, KeyValuePairCodec<int, RawCodec<int>, string, TextCodec>>(
            Gen.Select(Int, Text).Select((k, v) => KeyValuePair.Create(k, v))),
    ];

    private static IEnumerable<CodecCase> Flags() =>
    [
        Value<int?, NullableCodec<int, RawCodec<int>>>(Gen.Select(Gen.Bool, Int).Select((some, i) => some ? i : (int?)null)),
        Value<string?, NullFlagCodec<string?, TextCodec>>(OrNull(Text)),
    ];

    private static IEnumerable<CodecCase> Arrays() =>
    [
        Sequence<int[], int, RawArrayCodec<int>>(OrNull(Many(Int, a => a))),
        Sequence<string[], string, ArrayCodec<string, TextCodec>>(OrNull(Many(Text, a => a))),
        Sequence<VoidResult[], VoidResult, ArrayCodec<VoidResult, VoidCodec>>(Many(Gen.Const(default(VoidResult)), a => a)!),
        Of<int[]?[]?, ArrayCodec<int[]?, RawArrayCodec<int>>>(
            OrNull(Many(OrNull(Many(Int, a => a)), a => a)),
            (a, b) => a is null ? b is null : a.Zip(b!).All(p => SameSequence(p.First, p.Second)), BytesPerObject),
        Of<Memory<int>, RawMemoryCodec<int>>(Many(Int, a => a.AsMemory()), (a, b) => a.Span.SequenceEqual(b.Span)),
        Of<ReadOnlyMemory<char>, RawReadOnlyMemoryCodec<char>>(Text.Select(s => s.AsMemory()), (a, b) => a.Span.SequenceEqual(b.Span)),
        Of<Memory<bool>, MemoryCodec<bool, BooleanCodec>>(Many(Gen.Bool, a => a.AsMemory()), (a, b) => a.Span.SequenceEqual(b.Span)),
        Of<ReadOnlyMemory<string>, ReadOnlyMemoryCodec<string, TextCodec>>(
            Many(Text, a => (ReadOnlyMemory<string>)a), (a, b) => a.Span.SequenceEqual(b.Span)),
        Of<ImmutableArray<string>, ImmutableArrayCodec<string, TextCodec>>(
            Gen.OneOf(Gen.Const(default(ImmutableArray<string>)), Many(Text, ImmutableArray.Create)),
            (a, b) => a.IsDefault ? b.IsDefault : a.SequenceEqual(b)),
        Of<ImmutableArray<int>, RawImmutableArrayCodec<int>>(
            Gen.OneOf(Gen.Const(default(ImmutableArray<int>)), Many(Int, ImmutableArray.Create)),
            (a, b) => a.IsDefault ? b.IsDefault : a.SequenceEqual(b)),
    ];

    private static IEnumerable<CodecCase> Lists() =>
    [
        Sequence<List<int>, int, RawListCodec<int>>(OrNull(Many(Int, a => a.ToList()))),
        Sequence<List<string>, string, ListCodec<string, TextCodec>>(OrNull(Many(Text, a => a.ToList()))),
        Sequence<Queue<int>, int, QueueCodec<int, RawCodec<int>>>(OrNull(Many(Int, a => new Queue<int>(a)))),
        Sequence<Stack<string>, string, StackCodec<string, TextCodec>>(OrNull(Many(Text, a => new Stack<string>(a)))),
        Sequence<LinkedList<byte>, byte, LinkedListCodec<byte, RawCodec<byte>>>(
            OrNull(Many(Gen.Byte, a => new LinkedList<byte>(a))), BytesPerObject),
        Sequence<ImmutableList<byte>, byte, ImmutableListCodec<byte, RawCodec<byte>>>(
            OrNull(Many(Gen.Byte, ImmutableList.Create)), BytesPerObject),
    ];

    private static IEnumerable<CodecCase> Sets() =>
    [
        Set<HashSet<string>, string, HashSetCodec<string, TextCodec>>(OrNull(Many(Key, a => new HashSet<string>(a)))),
        Set<HashSet<byte>, byte, HashSetCodec<byte, RawCodec<byte>>>(OrNull(Many(Gen.Byte, a => new HashSet<byte>(a)))),
        Set<SortedSet<string>, string, SortedSetCodec<string, TextCodec>>(
            OrNull(Many(Key, a => new SortedSet<string>(a, StringComparer.Ordinal)))),
        Set<ImmutableHashSet<int>, int, ImmutableHashSetCodec<int, RawCodec<int>>>(OrNull(Many(Int, ImmutableHashSet.Create))),
        Set<ISet<string>, string, ISetCodec<string, TextCodec>>(OrNull(Many(Key, a => (ISet<string>)a.ToHashSet()))),
        Set<IReadOnlySet<string>, string, ReadOnlySetCodec<string, TextCodec>>(OrNull(Many(Key, a => (IReadOnlySet<string>)a.ToHashSet()))),
    ];

    private static IEnumerable<CodecCase> Dictionaries() =>
    [
        Set<Dictionary<string, int>, KeyValuePair<string, int>, DictionaryCodec<string, TextCodec, int, RawCodec<int>>>(
            OrNull(Pairs.Select(p => p.ToDictionary()))),
        Set<SortedDictionary<string, int>, KeyValuePair<string, int>, SortedDictionaryCodec<string, TextCodec, int, RawCodec<int>>>(
            OrNull(Pairs.Select(p => new SortedDictionary<string, int>(p.ToDictionary())))),
        Set<ImmutableDictionary<string, int>, KeyValuePair<string, int>, ImmutableDictionaryCodec<string, TextCodec, int, RawCodec<int>>>(
            OrNull(Pairs.Select(p => p.ToImmutableDictionary()))),
        Set<IDictionary<string, int>, KeyValuePair<string, int>, IDictionaryCodec<string, TextCodec, int, RawCodec<int>>>(
            OrNull(Pairs.Select(p => (IDictionary<string, int>)p.ToDictionary()))),
        Set<IReadOnlyDictionary<string, int>, KeyValuePair<string, int>, ReadOnlyDictionaryCodec<string, TextCodec, int, RawCodec<int>>>(
            OrNull(Pairs.Select(p => (IReadOnlyDictionary<string, int>)p.ToImmutableDictionary()))),
    ];

    private static IEnumerable<CodecCase> Interfaces() =>
    [
        Sequence<IEnumerable<int>, int, EnumerableCodec<int, RawCodec<int>>>(OrNull(Many(Int, a => a.Where(i => i > 0)))),
        Sequence<ICollection<int>, int, CollectionCodec<int, RawCodec<int>>>(OrNull(Many(Int, a => (ICollection<int>)a))),
        Sequence<IReadOnlyCollection<string>, string, ReadOnlyCollectionCodec<string, TextCodec>>(
            OrNull(Many(Text, a => (IReadOnlyCollection<string>)new Queue<string>(a)))),
        Sequence<IList<int>, int, IListCodec<int, RawCodec<int>>>(OrNull(Many(Int, a => (IList<int>)a.ToList()))),
        Sequence<IReadOnlyList<string>, string, ReadOnlyListCodec<string, TextCodec>>(OrNull(Many(Text, a => (IReadOnlyList<string>)a))),
    ];

    private static IEnumerable<CodecCase> Arrow() =>
    [
        Of<Apache.Arrow.Schema?, SchemaCodec>(
            OrNull(Batches.Any.Select(batch => batch.Schema)), (a, b) => ArrowText.Of(a) == ArrowText.Of(b), BytesPerObject,
            schema => ArrowText.Of(schema)),
        Of<Apache.Arrow.RecordBatch?, RecordBatchCodec>(
            OrNull(Batches.Any), (a, b) => ArrowText.Of(a) == ArrowText.Of(b), BytesPerObject, Batches.Use),
        Of<Apache.Arrow.Table?, TableCodec>(
            OrNull(Batches.AnyTable), (a, b) => ArrowText.Of(a) == ArrowText.Of(b), BytesPerObject, Batches.Use),
    ];

    private static Gen<KeyValuePair<string, int>[]> Pairs => Many(
        Gen.Select(Key, Int).Select((k, v) => KeyValuePair.Create(k, v)), a => a.DistinctBy(p => p.Key).ToArray());

    private static CodecCase Value<T, TCodec>(Gen<T> values, int bytesPerByte = 16) where TCodec : struct, ICodec<T> =>
        Of<T, TCodec>(values, EqualityComparer<T>.Default.Equals, bytesPerByte);

    private static CodecCase Sequence<T, E, TCodec>(Gen<T?> values, int bytesPerByte = 32)
        where T : class, IEnumerable<E> where TCodec : struct, ICodec<T?> =>
        Of<T?, TCodec>(values, SameSequence, bytesPerByte);

    private static CodecCase Set<T, E, TCodec>(Gen<T?> values) where T : class, IEnumerable<E> where TCodec : struct, ICodec<T?> =>
        Of<T?, TCodec>(values, SameSet, BytesPerObject);

    private static CodecCase Of<T, TCodec>(Gen<T> values, Func<T, T, bool> equal, int bytesPerByte = 16, Action<T>? use = null)
        where TCodec : struct, ICodec<T> =>
        new CodecCase<T, TCodec>(Name(typeof(TCodec)), values, equal, bytesPerByte, use);

    private static bool SameSet<E>(IEnumerable<E>? a, IEnumerable<E>? b) =>
        a is null ? b is null : b is not null && a.ToHashSet().SetEquals(b) && a.Count() == b.Count();

    private static bool SameSequence<E>(IEnumerable<E>? a, IEnumerable<E>? b) =>
        a is null ? b is null : b is not null && a.SequenceEqual(b);

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.IsArray ? Name(type.GetElementType()!) + "[]" : type.Name;
}
