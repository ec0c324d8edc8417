using System.Runtime.InteropServices;
using System.Text;
using RaySharp.Codecs;
using RaySharp.Texts;

namespace RaySharp;

/// <summary>Appends the rows of a column of text or binary to a <see cref="RecordBatchBuilder"/>. Not thread-safe.</summary>
public sealed class BinaryColumnBuilder
{
    private readonly RecordBatchBuilder _batch;
    private readonly BuilderColumn _column;

    internal BinaryColumnBuilder(RecordBatchBuilder batch, BuilderColumn column)
    {
        _batch = batch;
        _column = column;
    }

    /// <summary>Rows appended so far.</summary>
    public int Count => _column.Appended;

    /// <summary>Bytes of the column's capacity that are left.</summary>
    public long Remaining => _column.DataBytes - _column.DataUsed;

    /// <summary>Appends a row.</summary>
    /// <param name="value">Its bytes; of a column of text, UTF-8.</param>
    /// <exception cref="InvalidOperationException">The column has all its rows, or too little capacity is left, or the batch was built.</exception>
    /// <exception cref="ObjectDisposedException">The batch's builder was disposed.</exception>
    public void Append(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>Appends a row of text as UTF-8.</summary>
    /// <param name="text">The text; lone surrogates become U+FFFD.</param>
    /// <exception cref="InvalidOperationException">The column has all its rows, or too little capacity is left, or the batch was built.</exception>
    /// <exception cref="ObjectDisposedException">The batch's builder was disposed.</exception>
    public void Append(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetByteCount(text)));

    /// <summary>Appends a row of text as UTF-8, or null.</summary>
    /// <param name="text">The text; lone surrogates become U+FFFD.</param>
    /// <exception cref="InvalidOperationException">
    /// The column has all its rows, or too little capacity is left, or text is null and the field is not nullable, or the batch was built.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The batch's builder was disposed.</exception>
    public void Append(string? text)
    {
        if (text is null) AppendNull();
        else Append(text.AsSpan());
    }

    /// <summary>Appends null.</summary>
    /// <exception cref="InvalidOperationException">The column has all its rows, or its field is not nullable, or the batch was built.</exception>
    /// <exception cref="ObjectDisposedException">The batch's builder was disposed.</exception>
    public void AppendNull()
    {
        var validity = _batch.Validity(_column);
        int row = Count;
        Reserve(0);
        validity[row / 8] &= (byte)~(1 << (row % 8));
    }

    private Span<byte> Reserve(int bytes)
    {
        var envelope = _batch.Writable();
        int row = Count;
        if (row == _batch.Rows)
            throw new InvalidOperationException($"The column '{_column.Field.Name}' has all of its {CountText.Of(_batch.Rows, "row", "N0")}. Make the builder with more.");
        if (bytes > Remaining)
            throw new InvalidOperationException($"The column '{_column.Field.Name}' has a capacity of {_column.DataBytes:N0} bytes, of which {Remaining:N0} are left; the row {row:N0} needs {bytes:N0}. Make the builder with a larger one.");
        var room = envelope.Slice(_column.DataStart + _column.DataUsed, bytes);
        _column.DataUsed += bytes;
        _column.Appended++;
        var offset = envelope[(_column.ValuesStart + _column.Appended * _column.Width)..];
        if (_column.Width == sizeof(int)) MemoryMarshal.Write(offset, _column.DataUsed);
        else MemoryMarshal.Write(offset, (long)_column.DataUsed);
        return room;
    }
}
