using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using RaySharp.Texts;

namespace RaySharp.Codecs;

/// <summary>What must hold of an Arrow array's buffers before anything reads through them.</summary>
internal static class ArrowChecks
{
    public static void Validity(ArrowLayout layout, ArrowBuffer[] buffers, int offset, int length, int nulls)
    {
        if (layout.Kind == ArrowLayoutKind.Null)
        {
            Require(nulls == length, $"{CountText.Of(nulls, "null", "N0")} in {CountText.Of(length, "row", "N0")} of nothing else");
            return;
        }
        var bits = buffers[0].Span;
        Require(
            bits.IsEmpty ? nulls == 0 : bits.Length == BitBytes(offset, length), $"{bits.Length:N0} bytes of validity for {CountText.Of(length, "row", "N0")}");
        if (!bits.IsEmpty) Require(length - BitUtility.CountBits(bits, offset, length) == nulls, $"another null count than {nulls:N0}");
    }

    public static void Lengths(ArrowLayout layout, ArrowBuffer[] buffers, int offset, int length)
    {
        long rows = (long)offset + length;
        long? wanted = layout.Kind switch
        {
            ArrowLayoutKind.Bits => BitBytes(offset, length),
            ArrowLayoutKind.Fixed or ArrowLayoutKind.Dictionary or ArrowLayoutKind.View => rows * layout.Width,
            ArrowLayoutKind.Binary or ArrowLayoutKind.List => (rows + 1) * layout.Width,
            _ => null,
        };
        if (wanted is { } bytes) Require(buffers[1].Length == bytes, $"{buffers[1].Length:N0} bytes where {bytes:N0} belong");
    }

    /// <summary>Offsets start at 0 and never fall.</summary>
    /// <returns>The last.</returns>
    public static long Offsets(ReadOnlySpan<byte> offsets, int width) =>
        width == sizeof(int) ? Offsets(MemoryMarshal.Cast<byte, int>(offsets)) : Offsets(MemoryMarshal.Cast<byte, long>(offsets));

    /// <summary>Views of rows that are not null point into the buffers.</summary>
    public static void Views(ArrowBuffer[] buffers, int offset, int length)
    {
        var views = MemoryMarshal.Cast<byte, View>(buffers[1].Span);
        for (int i = offset; i < offset + length; i++)
        {
            if (IsNull(buffers[0].Span, i)) continue;
            var view = views[i];
            Require(view.Length >= 0, $"a view of {view.Length:N0} bytes");
            if (view.Length <= ArrowLayout.InlineViewBytes) continue;
            Require((uint)view.Buffer < (uint)(buffers.Length - 2), $"a view of the buffer {view.Buffer}");
            long end = (long)view.Offset + view.Length;
            Require(view.Offset >= 0 && end <= buffers[view.Buffer + 2].Length, "a view past the end of its buffer");
        }
    }

    /// <summary>Indexes of rows that are not null are within the dictionary.</summary>
    public static void Indexes(ArrowTypeId type, ArrowBuffer[] buffers, int offset, int length, int entries)
    {
        switch (type)
        {
            case ArrowTypeId.Int8: Indexes<sbyte>(buffers, offset, length, entries); break;
            case ArrowTypeId.UInt8: Indexes<byte>(buffers, offset, length, entries); break;
            case ArrowTypeId.Int16: Indexes<short>(buffers, offset, length, entries); break;
            case ArrowTypeId.UInt16: Indexes<ushort>(buffers, offset, length, entries); break;
            case ArrowTypeId.Int32: Indexes<int>(buffers, offset, length, entries); break;
            case ArrowTypeId.UInt32: Indexes<uint>(buffers, offset, length, entries); break;
            case ArrowTypeId.Int64: Indexes<long>(buffers, offset, length, entries); break;
            case ArrowTypeId.UInt64: Indexes<ulong>(buffers, offset, length, entries); break;
            default: Require(false, $"a dictionary with an index of '{type}'"); break;
        }
    }

    /// <summary>Refuses the bytes unless something holds; the text is made only then.</summary>
    public static void Require(
        [DoesNotReturnIf(false)] bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref ArrowCheckText text)
    {
        if (!holds) throw new CodecException($"An Arrow array has {text.ToString()}: the bytes are damaged.");
    }

    public static void Require([DoesNotReturnIf(false)] bool holds, string text)
    {
        if (!holds) throw new CodecException($"An Arrow array has {text}: the bytes are damaged.");
    }

    private static long Offsets<T>(ReadOnlySpan<T> offsets) where T : struct, INumber<T>
    {
        var previous = offsets[0];
        Require(T.IsZero(previous), "a first offset that is not 0");
        foreach (var offset in offsets)
        {
            if (offset < previous) Require(false, "offsets that fall");
            previous = offset;
        }
        return long.CreateChecked(previous);
    }

    private static void Indexes<T>(ArrowBuffer[] buffers, int offset, int length, int entries) where T : struct, INumber<T>
    {
        var validity = buffers[0].Span;
        var indexes = MemoryMarshal.Cast<byte, T>(buffers[1].Span);
        for (int i = offset; i < offset + length; i++)
        {
            if (IsNull(validity, i)) continue;
            if (T.IsNegative(indexes[i]) || ulong.CreateTruncating(indexes[i]) >= (ulong)entries)
                Require(false, $"the index {indexes[i]} into a dictionary of {entries:N0}");
        }
    }

    private static bool IsNull(ReadOnlySpan<byte> validity, int row) => !validity.IsEmpty && !BitUtility.GetBit(validity, row);

    private static long BitBytes(int offset, int length) => ((long)offset + length + 7) / 8;

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct View
    {
        public readonly int Length;
        public readonly int Prefix;
        public readonly int Buffer;
        public readonly int Offset;
    }
}

/// <summary>The text of a check, made only when it fails.</summary>
[InterpolatedStringHandler]
internal ref struct ArrowCheckText
{
    private DefaultInterpolatedStringHandler _text;

    public ArrowCheckText(int literalLength, int formattedCount, bool holds, out bool wanted)
    {
        wanted = !holds;
        _text = wanted ? new(literalLength, formattedCount, System.Globalization.CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

    public override string ToString() => _text.ToString();
}
