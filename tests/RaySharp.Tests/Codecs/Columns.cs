using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace RaySharp.Tests.Codecs;

/// <summary>Columns of random rows, each of a certain type, every fourth row null.</summary>
internal static class Columns
{
    public static readonly IReadOnlyDictionary<string, Maker> All = new SortedDictionary<string, Maker>(StringComparer.Ordinal)
    {
        ["null"] = (rows, _) => new NullArray(rows),
        ["bool"] = Bools,
        ["int8"] = (rows, random) => Fixed(Int8Type.Default, 1, rows, random),
        ["uint16"] = (rows, random) => Fixed(UInt16Type.Default, 2, rows, random),
        ["int32"] = (rows, random) =>
            Build(rows, random, new Int32Array.Builder(), b => b.Append(random.Next()), b => b.AppendNull()).Build(),
        ["uint64"] = (rows, random) => Fixed(UInt64Type.Default, 8, rows, random),
        ["half"] = (rows, random) => Fixed(HalfFloatType.Default, 2, rows, random),
        ["float"] = (rows, random) => Fixed(FloatType.Default, 4, rows, random),
        ["double"] = (rows, random) =>
            Build(rows, random, new DoubleArray.Builder(), b => b.Append(random.NextDouble()), b => b.AppendNull()).Build(),
        ["date32"] = (rows, random) => Fixed(Date32Type.Default, 4, rows, random),
        ["date64"] = (rows, random) => Fixed(Date64Type.Default, 8, rows, random),
        ["time32"] = (rows, random) => Fixed(new Time32Type(TimeUnit.Second), 4, rows, random),
        ["time64"] = (rows, random) => Fixed(new Time64Type(TimeUnit.Nanosecond), 8, rows, random),
        ["timestamp"] = (rows, random) => Fixed(new TimestampType(TimeUnit.Microsecond, "Europe/Berlin"), 8, rows, random),
        ["timestamp without zone"] = (rows, random) => Fixed(new TimestampType(TimeUnit.Second, (string?)null), 8, rows, random),
        ["duration"] = (rows, random) => Fixed(DurationType.Millisecond, 8, rows, random),
        ["interval"] = (rows, random) => Fixed(IntervalType.MonthDayNanosecond, 16, rows, random),
        ["decimal32"] = (rows, random) => Fixed(new Decimal32Type(7, 2), 4, rows, random),
        ["decimal64"] = (rows, random) => Fixed(new Decimal64Type(12, 3), 8, rows, random),
        ["decimal128"] = (rows, random) => Fixed(new Decimal128Type(20, 4), 16, rows, random),
        ["decimal256"] = (rows, random) => Fixed(new Decimal256Type(50, 5), 32, rows, random),
        ["binary(7)"] = (rows, random) => Fixed(new FixedSizeBinaryType(7), 7, rows, random),
        ["string"] = (rows, random) => Strings(rows, random),
        ["large string"] = (rows, random) => Wide(LargeStringType.Default, Strings(rows, random)),
        ["large binary"] = (rows, random) => Wide(LargeBinaryType.Default, Strings(rows, random)),
        ["binary"] = (rows, random) =>
            Build(rows, random, new BinaryArray.Builder(), b => b.Append(Blob(random).AsSpan()), b => b.AppendNull()).Build(),
        ["string view"] = (rows, random) =>
            Build(rows, random, new StringViewArray.Builder(), b => b.Append(Word(random)), b => b.AppendNull()).Build(),
        ["binary view"] = (rows, random) =>
            Build(rows, random, new BinaryViewArray.Builder(), b => b.Append(Blob(random).AsSpan()), b => b.AppendNull()).Build(),
        ["list"] = (rows, random) => Lists(rows, random),
        ["large list"] = (rows, random) => Wide(new LargeListType(StringType.Default), Lists(rows, random)),
        ["fixed list"] = FixedLists,
        ["map"] = Maps,
        ["struct"] = Structs,
        ["dictionary"] = Dictionaries,
    };

    /// <summary>Makes a column of so many rows.</summary>
    public delegate IArrowArray Maker(int rows, Random random);

    private static IArrowArray Fixed(IArrowType type, int width, int rows, Random random)
    {
        byte[] values = new byte[rows * width];
        random.NextBytes(values);
        var (validity, nulls) = Validity(rows, random);
        return ArrowArrayFactory.BuildArray(new ArrayData(type, rows, nulls, 0, [validity, new ArrowBuffer(values)]));
    }

    private static (ArrowBuffer Bits, int Nulls) Validity(int rows, Random random)
    {
        var bits = new ArrowBuffer.BitmapBuilder();
        for (int i = 0; i < rows; i++) bits.Append(random.Next(4) > 0);
        return (bits.Build(), bits.UnsetBitCount);
    }

    private static TBuilder Build<TBuilder>(int rows, Random random, TBuilder builder, Action<TBuilder> append, Action<TBuilder> appendNull)
    {
        for (int i = 0; i < rows; i++) (random.Next(4) > 0 ? append : appendNull)(builder);
        return builder;
    }

    private static IArrowArray Bools(int rows, Random random) =>
        Build(rows, random, new BooleanArray.Builder(), b => b.Append(random.Next(2) == 1), b => b.AppendNull()).Build();

    private static StringArray Strings(int rows, Random random) =>
        Build(rows, random, new StringArray.Builder(), b => b.Append(Word(random)), b => b.AppendNull()).Build();

    private static ListArray Lists(int rows, Random random)
    {
        var builder = new ListArray.Builder(StringType.Default);
        var words = (StringArray.Builder)builder.ValueBuilder;
        return Build(rows, random, builder, b =>
        {
            b.Append();
            for (int i = random.Next(4); i > 0; i--) words.Append(Word(random));
        }, b => b.AppendNull()).Build();
    }

    private static IArrowArray FixedLists(int rows, Random random)
    {
        var (validity, nulls) = Validity(rows, random);
        var values = Build(rows * 3, random, new Int32Array.Builder(), b => b.Append(random.Next()), b => b.AppendNull()).Build();
        return new FixedSizeListArray(new ArrayData(new FixedSizeListType(Int32Type.Default, 3), rows, nulls, 0, [validity], [values.Data]));
    }

    private static IArrowArray Maps(int rows, Random random)
    {
        var builder = new MapArray.Builder(new MapType(StringType.Default, Int32Type.Default));
        return Build(rows, random, builder, b =>
        {
            b.Append();
            for (int i = random.Next(3); i > 0; i--)
            {
                ((StringArray.Builder)b.KeyBuilder).Append(Word(random));
                ((Int32Array.Builder)b.ValueBuilder).Append(random.Next());
            }
        }, b => b.AppendNull()).Build();
    }

    private static IArrowArray Structs(int rows, Random random)
    {
        var (validity, nulls) = Validity(rows, random);
        IArrowArray[] children = [Strings(rows, random), Lists(rows, random), FixedLists(rows, random)];
        var type = new StructType([.. children.Select((child, i) => new Field($"f{i}", child.Data.DataType, true))]);
        return new StructArray(type, rows, children, validity, nulls);
    }

    private static IArrowArray Dictionaries(int rows, Random random)
    {
        var words = Strings(5, random);
        var indexes = Build(rows, random, new Int8Array.Builder(), b => b.Append((sbyte)random.Next(5)), b => b.AppendNull()).Build();
        return new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, true), indexes, words);
    }

    /// <summary>The same with offsets of 64 bits.</summary>
    private static IArrowArray Wide(IArrowType type, IArrowArray narrow)
    {
        var data = narrow.Data;
        var offsets = new ArrowBuffer.Builder<long>();
        foreach (int offset in MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span)[..(data.Length + 1)]) offsets.Append(offset);
        ArrowBuffer[] buffers = [data.Buffers[0], offsets.Build(), .. data.Buffers.Skip(2)];
        return ArrowArrayFactory.BuildArray(new ArrayData(type, data.Length, data.NullCount, 0, buffers, data.Children));
    }

    private static string Word(Random random) => new('ä', random.Next(12));

    private static byte[] Blob(Random random)
    {
        byte[] bytes = new byte[random.Next(30)];
        random.NextBytes(bytes);
        return bytes;
    }
}
