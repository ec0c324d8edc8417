using System.Runtime.InteropServices;
using Apache.Arrow;
using RaySharp.Texts;

namespace RaySharp.Codecs;

/// <summary>
/// Plans how columns travel. Node: length, null count, rows in front of the first that only fill its byte of bits (0 to 7), the
/// number of variadic buffers of views, each buffer's length twice, plus one if the room behind it that is not used follows, in units
/// of 64 bytes; then the nodes of children, or of the dictionary.
/// </summary>
/// <param name="header">Where nodes go.</param>
/// <param name="pieces">Where parts of buffers go.</param>
internal readonly struct ArrowColumnWriter(CodecWriter header, List<ArrowPiece> pieces)
{
    private const int BitsPerByte = 8;
    private static readonly byte[] _zeroOffset = new byte[sizeof(long)];

    public void Write(IArrowArray column, int rows)
    {
        if (column.Length != rows)
            throw new CodecException($"A column has {CountText.Of(column.Length, "row", "N0")} in a record batch of {rows:N0}: make columns equally long.");
        Write(column.Data, column.Data.Offset, column.Data.Length);
    }

    private void Write(ArrayData data, int offset, int length)
    {
        var layout = ArrowLayout.Of(data.DataType);
        if (length == 0) offset = 0;
        var rows = new ArrowRows(offset / BitsPerByte * BitsPerByte, offset, length);
        int nulls = layout.Kind == ArrowLayoutKind.Null ? length : CountNulls(data, rows);
        header.WriteVarint((ulong)length);
        header.WriteVarint((ulong)nulls);
        header.WriteVarint((ulong)(offset - rows.Start));
        if (layout.Kind == ArrowLayoutKind.View) header.WriteVarint((ulong)(data.Buffers.Length - layout.Buffers));
        if (layout.Kind != ArrowLayoutKind.Null) Add(nulls == 0 ? default : rows.BitsOf(data.Buffers[0].Memory));
        WriteValues(data, layout, rows);
    }

    private void WriteValues(ArrayData data, ArrowLayout layout, ArrowRows rows)
    {
        switch (layout.Kind)
        {
            case ArrowLayoutKind.Bits: Add(rows.BitsOf(data.Buffers[1].Memory)); break;
            case ArrowLayoutKind.Fixed: Add(rows.BytesOf(data.Buffers[1].Memory, layout.Width)); break;
            case ArrowLayoutKind.Dictionary:
                Add(rows.BytesOf(data.Buffers[1].Memory, layout.Width));
                Write(data.Dictionary, data.Dictionary.Offset, data.Dictionary.Length);
                break;
            case ArrowLayoutKind.Binary:
                var (first, last) = WriteOffsets(data, layout, rows);
                Add(data.Buffers[2].Memory[first..last]);
                break;
            case ArrowLayoutKind.View:
                Add(rows.BytesOf(data.Buffers[1].Memory, layout.Width));
                foreach (var buffer in data.Buffers.AsSpan(layout.Buffers)) Add(buffer.Memory);
                break;
            case ArrowLayoutKind.List:
                var (from, to) = WriteOffsets(data, layout, rows);
                WriteChild(data.Children[0], from, to);
                break;
            case ArrowLayoutKind.FixedList: WriteChild(data.Children[0], checked(rows.Start * layout.Width), checked(rows.End * layout.Width)); break;
            case ArrowLayoutKind.Struct:
                foreach (var child in data.Children) WriteChild(child, rows.Start, rows.End);
                break;
            case ArrowLayoutKind.Unknown or ArrowLayoutKind.Null: break;
        }
    }

    private (int First, int Last) WriteOffsets(ArrayData data, ArrowLayout layout, ArrowRows rows)
    {
        if (rows.Length == 0)
        {
            Add(_zeroOffset.AsMemory(0, layout.Width));
            return (0, 0);
        }
        var offsets = (rows with { Length = rows.Length + 1 }).BytesOf(data.Buffers[1].Memory, layout.Width);
        Add(offsets, layout.Width);
        return layout.Width == sizeof(int)
            ? (MemoryMarshal.Read<int>(offsets.Span), MemoryMarshal.Read<int>(offsets.Span[^sizeof(int)..]))
            : (checked((int)MemoryMarshal.Read<long>(offsets.Span)), checked((int)MemoryMarshal.Read<long>(offsets.Span[^sizeof(long)..])));
    }

    private void WriteChild(ArrayData child, int from, int to)
    {
        header.Enter();
        if (from < 0 || to > child.Length) throw new ArgumentException($"Rows {from} to {to} of a child with {CountText.Of(child.Length, "row")}.");
        Write(child, child.Offset + from, to - from);
        header.Leave();
    }

    private void Add(ReadOnlyMemory<byte> bytes, int offsetBytes = 0)
    {
        header.WriteVarint((ulong)bytes.Length << 1);
        pieces.Add(new ArrowPiece(bytes, offsetBytes));
    }

    private static int CountNulls(ArrayData data, ArrowRows rows)
    {
        if (data.Buffers[0].IsEmpty || data.NullCount == 0) return 0;
        return rows.Length - BitUtility.CountBits(data.Buffers[0].Span, rows.Offset, rows.Length);
    }
}

/// <summary>Rows of an array from a multiple of 8 on, so that their bits start at a byte.</summary>
internal readonly record struct ArrowRows(int Start, int Offset, int Length)
{
    public int End => Offset + Length;

    public ReadOnlyMemory<byte> BitsOf(ReadOnlyMemory<byte> bits) => bits[(Start / 8)..((End + 7) / 8)];

    public ReadOnlyMemory<byte> BytesOf(ReadOnlyMemory<byte> bytes, int width) =>
        bytes[checked(Start * width)..checked(End * width)];
}
