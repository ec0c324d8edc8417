using Apache.Arrow;
using Apache.Arrow.Types;
using RaySharp.Blocks;
using RaySharp.Texts;

namespace RaySharp.Codecs;

/// <summary>Builds columns over the buffers of an envelope, checking every length, offset and index first.</summary>
/// <param name="body">The buffers.</param>
internal struct ArrowColumnReader(ReadOnlyMemory<byte> body)
{
    /// <summary>The fewest bytes of a node: length, null count, offset.</summary>
    public const int MinNodeBytes = 3;

    private const int BitsPerByte = 8;
    private ReadOnlyMemory<byte> _body = body;

    /// <summary>Bytes of buffers not used yet.</summary>
    public readonly int Remaining => _body.Length;

    /// <summary>The next column.</summary>
    /// <param name="header">Its node.</param>
    /// <param name="type">Its type.</param>
    /// <param name="rows">How many rows it must have; null if any number will do.</param>
    public IArrowArray Read(ref CodecReader header, IArrowType type, int? rows) =>
        ArrowArrayFactory.BuildArray(ReadData(ref header, type, rows));

    private ArrayData ReadData(ref CodecReader header, IArrowType type, long? wantedLength)
    {
        var layout = ArrowLayout.Of(type);
        header.Enter();
        int length = ReadUpTo(ref header, int.MaxValue - BitsPerByte, "length");
        int nulls = ReadUpTo(ref header, length, "null count");
        int offset = ReadUpTo(ref header, BitsPerByte - 1, "offset");
        if (wantedLength is { } wanted) ArrowChecks.Require(length == wanted, $"{CountText.Of(length, "row", "N0")} where {wanted:N0} belong");
        int variadic = layout.Kind == ArrowLayoutKind.View ? ReadUpTo(ref header, header.Remaining, "number of buffers") : 0;
        var buffers = new ArrowBuffer[layout.Buffers + variadic];
        for (int i = 0; i < buffers.Length; i++) buffers[i] = ReadBuffer(ref header);
        ArrowChecks.Validity(layout, buffers, offset, length, nulls);
        ArrowChecks.Lengths(layout, buffers, offset, length);
        if (layout.Kind == ArrowLayoutKind.View) ArrowChecks.Views(buffers, offset, length);
        var children = ReadChildren(ref header, type, layout, buffers, offset + length);
        var dictionary = layout.Kind == ArrowLayoutKind.Dictionary ? ReadDictionary(ref header, type, buffers, offset, length) : null;
        header.Leave();
        return new ArrayData(type, length, nulls, offset, buffers, children, dictionary);
    }

    private ArrayData[] ReadChildren(ref CodecReader header, IArrowType type, ArrowLayout layout, ArrowBuffer[] buffers, int rows)
    {
        switch (layout.Kind)
        {
            case ArrowLayoutKind.Binary:
                long bytes = ArrowChecks.Offsets(buffers[1].Span, layout.Width);
                ArrowChecks.Require(bytes == buffers[2].Length, $"{buffers[2].Length:N0} bytes where {bytes:N0} belong");
                return [];
            case ArrowLayoutKind.List:
                return [ReadData(ref header, ((NestedType)type).Fields[0].DataType, ArrowChecks.Offsets(buffers[1].Span, layout.Width))];
            case ArrowLayoutKind.FixedList:
                return [ReadData(ref header, ((NestedType)type).Fields[0].DataType, (long)rows * layout.Width)];
            case ArrowLayoutKind.Struct:
                var fields = ((NestedType)type).Fields;
                var children = new ArrayData[fields.Count];
                for (int i = 0; i < children.Length; i++) children[i] = ReadData(ref header, fields[i].DataType, rows);
                return children;
            default:
                return [];
        }
    }

    private ArrayData ReadDictionary(ref CodecReader header, IArrowType type, ArrowBuffer[] buffers, int offset, int length)
    {
        var dictionaryType = (DictionaryType)type;
        var dictionary = ReadData(ref header, dictionaryType.ValueType, wantedLength: null);
        ArrowChecks.Indexes(dictionaryType.IndexType.TypeId, buffers, offset, length, dictionary.Length);
        return dictionary;
    }

    private ArrowBuffer ReadBuffer(ref CodecReader header)
    {
        ulong entry = header.ReadVarint();
        ulong bytes = entry >> 1;
        ArrowChecks.Require(bytes <= (ulong)_body.Length, $"the length of a buffer {bytes:N0}, of at most {_body.Length:N0}");
        int length = (int)bytes;
        long room = AlignedMemory.RoundUp(length);
        if ((entry & 1) != 0) room += (long)ReadUpTo(ref header, _body.Length / AlignedMemory.Alignment, "unused room") * AlignedMemory.Alignment;
        ArrowChecks.Require(room <= _body.Length, "a buffer without its padding");
        var buffer = length == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_body[..length]);
        _body = _body[(int)room..];
        return buffer;
    }

    private static int ReadUpTo(ref CodecReader header, int most, string what)
    {
        ulong value = header.ReadVarint();
        ArrowChecks.Require(value <= (ulong)most, $"the {what} {value:N0}, of at most {most:N0}");
        return (int)value;
    }
}
