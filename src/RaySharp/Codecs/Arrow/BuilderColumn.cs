using Apache.Arrow;
using Apache.Arrow.Types;
using RaySharp.Blocks;

namespace RaySharp.Codecs;

/// <summary>Where the buffers of a column that is being built lie in its batch's envelope, and what is known of them so far.</summary>
internal sealed class BuilderColumn
{
    private const int BitsPerByte = 8;
    private const int WideVarintBytes = 5;
    private readonly ArrowLayout _layout;
    private readonly int _rows;

    public BuilderColumn(Field field, int rows, long? capacity)
    {
        Field = field;
        _rows = rows;
        _layout = ArrowLayout.Of(field.DataType);
        IsBinary = _layout.Kind == ArrowLayoutKind.Binary;
        if (!IsBinary && _layout.Kind is not (ArrowLayoutKind.Null or ArrowLayoutKind.Bits or ArrowLayoutKind.Fixed))
            throw new ArgumentException($"The column '{field.Name}' is of '{field.DataType.Name}', which is not built in place. Build it with Arrow's own builder, and send that batch.");
        if (IsBinary != capacity is not null)
            throw new ArgumentException(IsBinary
                ? $"The column '{field.Name}' of '{field.DataType.Name}' needs a capacity: at least the bytes of all its values."
                : $"The column '{field.Name}' of '{field.DataType.Name}' takes no capacity: its size follows from the rows.");
        long bits = ((long)rows + BitsPerByte - 1) / BitsPerByte;
        ValidityBytes = field.IsNullable && _layout.Kind != ArrowLayoutKind.Null ? (int)bits : 0;
        ValuesBytes = _layout.Kind switch
        {
            ArrowLayoutKind.Bits => bits,
            ArrowLayoutKind.Fixed => (long)rows * _layout.Width,
            ArrowLayoutKind.Binary => ((long)rows + 1) * _layout.Width,
            _ => 0,
        };
        DataBytes = capacity ?? 0;
        ArgumentOutOfRangeException.ThrowIfNegative(DataBytes, nameof(capacity));
    }

    public Field Field { get; }

    /// <summary>Whether rows are appended: text and binary.</summary>
    public bool IsBinary { get; }

    /// <summary>Whether there can be nulls, one bit a row: set if there is a value.</summary>
    public int ValidityBytes { get; }

    /// <summary>Values, or bits of them, or offsets.</summary>
    public long ValuesBytes { get; }

    /// <summary>The capacity for the bytes of rows.</summary>
    public long DataBytes { get; }

    /// <summary>The width of an offset or of a value.</summary>
    public int Width => _layout.Width;

    public int ValidityStart { get; private set; }

    public int ValuesStart { get; private set; }

    public int DataStart { get; private set; }

    /// <summary>Whether validity is in use; otherwise all rows have values.</summary>
    public bool HasValidity { get; set; }

    /// <summary>Bytes of rows that were appended.</summary>
    public int DataUsed { get; set; }

    /// <summary>Rows that were appended.</summary>
    public int Appended { get; set; }

    /// <summary>Bytes of all buffers with their padding.</summary>
    public long Room => AlignedMemory.RoundUp(ValidityBytes) + AlignedMemory.RoundUp(ValuesBytes) + AlignedMemory.RoundUp(DataBytes);

    /// <summary>Settles where the buffers lie.</summary>
    public void Place(int start)
    {
        ValidityStart = start;
        ValuesStart = ValidityStart + (int)AlignedMemory.RoundUp(ValidityBytes);
        DataStart = ValuesStart + (int)AlignedMemory.RoundUp(ValuesBytes);
    }

    /// <summary>Refuses a type that is not the values' own.</summary>
    public void CheckType<T>(int size) where T : unmanaged
    {
        bool isFloat = typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(Half);
        bool fits = _layout.Kind switch
        {
            ArrowLayoutKind.Bits => typeof(T) == typeof(byte),
            ArrowLayoutKind.Fixed => size == _layout.Width && isFloat == Field.DataType is DoubleType or FloatType or HalfFloatType,
            _ => false,
        };
        if (!fits) throw new ArgumentException($"The column '{Field.Name}' of '{Field.DataType.Name}' has no values of '{typeof(T)}'. {Advice}");
    }

    /// <summary>
    /// Writes the node. What is not known before the end takes always the same number of bytes, so that the header's length is known at
    /// the beginning.
    /// </summary>
    /// <param name="header">Where it goes.</param>
    /// <param name="envelope">The envelope; null as long as there is none.</param>
    /// <param name="isLast">Whether no column follows, and the envelope ends with what is used.</param>
    public void WriteNode(CodecWriter header, ReadOnlySpan<byte> envelope, bool isLast)
    {
        header.WriteVarint((ulong)_rows);
        WriteWide(header, (ulong)Nulls(envelope));
        header.WriteVarint(0);
        if (_layout.Kind == ArrowLayoutKind.Null) return;
        WriteBuffer(header, HasValidity ? ValidityBytes : 0, ValidityBytes);
        header.WriteVarint((ulong)ValuesBytes << 1);
        if (IsBinary) WriteBuffer(header, DataUsed, isLast ? DataUsed : DataBytes);
    }

    /// <summary>Clears what lies between and behind the buffers' bytes.</summary>
    public void ClearUnused(Span<byte> envelope)
    {
        envelope[(ValidityStart + (HasValidity ? ValidityBytes : 0))..ValuesStart].Clear();
        envelope[(ValuesStart + (int)ValuesBytes)..DataStart].Clear();
        envelope[(DataStart + DataUsed)..Math.Min(envelope.Length, DataStart + (int)AlignedMemory.RoundUp(DataBytes))].Clear();
    }

    private string Advice => _layout.Kind switch
    {
        ArrowLayoutKind.Bits => "Take bytes: they hold one bit a row, the lowest first.",
        ArrowLayoutKind.Fixed => $"Take the number type of '{Field.DataType.Name}', of {_layout.Width} bytes.",
        ArrowLayoutKind.Binary => "Append its rows by Binary().",
        _ => "It holds nothing but nulls.",
    };

    private int Nulls(ReadOnlySpan<byte> envelope)
    {
        if (_layout.Kind == ArrowLayoutKind.Null) return _rows;
        return HasValidity && !envelope.IsEmpty ? _rows - BitUtility.CountBits(envelope.Slice(ValidityStart, ValidityBytes), 0, _rows) : 0;
    }

    private static void WriteBuffer(CodecWriter header, int used, long capacity)
    {
        long unused = AlignedMemory.RoundUp(capacity) - AlignedMemory.RoundUp(used);
        WriteWide(header, ((ulong)used << 1) | 1);
        WriteWide(header, (ulong)(unused / AlignedMemory.Alignment));
    }

    /// <summary>A varint with leading zeros, of five bytes whatever its value.</summary>
    private static void WriteWide(CodecWriter header, ulong value)
    {
        for (int i = 1; i < WideVarintBytes; i++, value >>= 7) header.WriteRaw((byte)(value | 0x80));
        header.WriteRaw((byte)(value & 0x7F));
    }
}
