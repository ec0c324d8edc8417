using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using RaySharp.Blocks;
using RaySharp.Codecs;
using RaySharp.Texts;

namespace RaySharp;

/// <summary>
/// Builds a record batch in one piece of memory, in the very form in which it is kept and sent: a batch that is put is not copied at all.
/// </summary>
/// <remarks>
/// Columns of numbers, dates, decimals, booleans, text and binary are built in place; a schema with others (lists, structs, views,
/// dictionaries) is refused. Memory is not cleared first: write every row of every column. Spans are valid until <see cref="Build"/> or
/// <see cref="Dispose"/>, and only while the builder, or then the batch, is referenced. They cannot be taken back: writing through one
/// after Build changes a batch that others may read already. Not thread-safe, but spans of different columns may be filled by
/// different threads.
/// </remarks>
public sealed class RecordBatchBuilder : IDisposable
{
    private readonly BuilderColumn[] _columns;
    private readonly BinaryColumnBuilder?[] _binary;
    private readonly BlockHold _hold;
    private readonly int _size;
    private bool _isBuilt;
    private bool _isDisposed;

    /// <summary>Makes a builder, and takes its memory at once.</summary>
    /// <param name="source">Where the memory comes from.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="rows">How many rows the batch will have.</param>
    /// <param name="capacities">For each column of text or binary, by name, the bytes of all its values together, or more.</param>
    /// <param name="cancel">Ends the wait for room.</param>
    internal RecordBatchBuilder(IBlockSource source, Schema schema, int rows, IReadOnlyDictionary<string, long>? capacities = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Schema = schema;
        Rows = rows;
        foreach (string name in capacities?.Keys ?? []) Index(name);
        _columns = [.. schema.FieldsList.Select(field => new BuilderColumn(field, rows, capacities?.TryGetValue(field.Name, out long bytes) == true ? bytes : null))];
        _binary = new BinaryColumnBuilder?[_columns.Length];
        long body = AlignedMemory.RoundUp(ArrowEnvelope.Prefix + Header(default).Length);
        long size = _columns.Aggregate(body, (sum, column) => checked(sum + column.Room));
        _size = ArrowEnvelope.Fit(size + AlignedMemory.Alignment, RecordBatchForm.Name) - AlignedMemory.Alignment;
        foreach (var column in _columns)
        {
            column.Place((int)body);
            body += column.Room;
        }
        _hold = BlockHold.Of(source, size + AlignedMemory.Alignment, cancel);
        foreach (var column in _columns.Where(column => column.IsBinary)) Writable().Slice(column.ValuesStart, column.Width).Clear();
    }

    /// <summary>The columns.</summary>
    public Schema Schema { get; }

    /// <summary>How many rows the batch will have.</summary>
    public int Rows { get; }

    /// <summary>The values of a column, to be filled; of booleans bytes, with one bit a row, the lowest first.</summary>
    /// <typeparam name="T">The number type of the column: long for Int64 or Timestamp, double for Double; any struct of the size of a decimal or of fixed-size binary.</typeparam>
    /// <param name="index">The column's index.</param>
    /// <returns>One element for each row, with undefined content.</returns>
    /// <exception cref="ArgumentException">There is no such column, or its values are of another type, or it is one of text or binary.</exception>
    /// <exception cref="InvalidOperationException">The batch was built.</exception>
    /// <exception cref="ObjectDisposedException">The builder was disposed.</exception>
    public Span<T> Column<T>(int index) where T : unmanaged
    {
        var column = Find(index);
        column.CheckType<T>(Unsafe.SizeOf<T>());
        return MemoryMarshal.Cast<byte, T>(Writable().Slice(column.ValuesStart, (int)column.ValuesBytes));
    }

    /// <summary>The values of a column, to be filled; of booleans bytes, with one bit a row, the lowest first.</summary>
    /// <typeparam name="T">See <see cref="Column{T}(int)"/>.</typeparam>
    /// <param name="name">The column's name; of several, the first.</param>
    /// <returns>One element for each row, with undefined content.</returns>
    /// <exception cref="ArgumentException">There is no such column, or its values are of another type, or it is one of text or binary.</exception>
    /// <exception cref="InvalidOperationException">The batch was built.</exception>
    /// <exception cref="ObjectDisposedException">The builder was disposed.</exception>
    public Span<T> Column<T>(string name) where T : unmanaged => Column<T>(Index(name));

    /// <summary>Which rows of a column have values: one bit a row, the lowest first, 0 for null. All are 1 at first.</summary>
    /// <param name="index">The column's index.</param>
    /// <returns>The bits. Clear those of nulls.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="InvalidOperationException">The column's field is not nullable, or the batch was built.</exception>
    /// <exception cref="ObjectDisposedException">The builder was disposed.</exception>
    public Span<byte> Validity(int index) => Validity(Find(index));

    /// <summary>Which rows of a column have values: one bit a row, the lowest first, 0 for null. All are 1 at first.</summary>
    /// <param name="name">The column's name; of several, the first.</param>
    /// <returns>The bits. Clear those of nulls.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="InvalidOperationException">The column's field is not nullable, or the batch was built.</exception>
    /// <exception cref="ObjectDisposedException">The builder was disposed.</exception>
    public Span<byte> Validity(string name) => Validity(Index(name));

    /// <summary>Appends the rows of a column of text or binary, in their order.</summary>
    /// <param name="index">The column's index.</param>
    /// <returns>Always the same object for a column.</returns>
    /// <exception cref="ArgumentException">There is no such column, or it is one of values of a fixed size.</exception>
    public BinaryColumnBuilder Binary(int index)
    {
        var column = Find(index);
        if (!column.IsBinary)
            throw new ArgumentException($"The column '{column.Field.Name}' of '{column.Field.DataType.Name}' has values of a fixed size: fill them by Column().");
        return _binary[index] ??= new BinaryColumnBuilder(this, column);
    }

    /// <summary>Appends the rows of a column of text or binary, in their order.</summary>
    /// <param name="name">The column's name; of several, the first.</param>
    /// <returns>Always the same object for a column.</returns>
    /// <exception cref="ArgumentException">There is no such column, or it is one of values of a fixed size.</exception>
    public BinaryColumnBuilder Binary(string name) => Binary(Index(name));

    /// <summary>Ends the building: the batch lies in the memory that was filled, which belongs to it from now on.</summary>
    /// <returns>The batch. Dispose it to give the memory back, unless it was put or returned as the whole value.</returns>
    /// <exception cref="InvalidOperationException">A column of text or binary lacks rows, or the batch was built already.</exception>
    /// <exception cref="ObjectDisposedException">The builder was disposed.</exception>
    public RecordBatch Build()
    {
        var envelope = Writable();
        foreach (var column in _columns)
        {
            if (column.IsBinary && column.Appended < Rows)
                throw new InvalidOperationException($"The column '{column.Field.Name}' has {column.Appended:N0} of {CountText.Of(Rows, "row", "N0")}. Append the rest before Build.");
        }
        int size = _columns is [.., { IsBinary: true } last] ? last.DataStart + (int)AlignedMemory.RoundUp(last.DataUsed) : _size;
        envelope = envelope[..size];
        ArrowEnvelope.WriteHeader(envelope, RecordBatchForm.Magic, Header(envelope).Written);
        foreach (var column in _columns) column.ClearUnused(envelope);
        BlockPiece.WritePrefix(_hold, size);
        _isBuilt = true;
        var memory = _hold.Block.Memory.Slice(AlignedMemory.Alignment, size);
        var batch = (WindowedBatch)ArrowEnvelope<RecordBatch, RecordBatchForm>.ReadShared(memory, _hold);
        batch.Built = new BlockPiece(_hold, batch.Envelope);
        return batch;
    }

    /// <summary>Gives the memory back, unless the batch was built.</summary>
    public void Dispose()
    {
        if (!_isBuilt) _hold.Dispose();
        _isDisposed = true;
    }

    internal Span<byte> Validity(BuilderColumn column)
    {
        var envelope = Writable();
        if (!column.Field.IsNullable)
            throw new InvalidOperationException($"The column '{column.Field.Name}' is not nullable. Make its field nullable in the schema.");
        var validity = envelope.Slice(column.ValidityStart, column.ValidityBytes);
        if (!column.HasValidity) validity.Fill(byte.MaxValue);
        column.HasValidity = true;
        return validity;
    }

    /// <summary>The envelope, as long as it may be written.</summary>
    internal Span<byte> Writable()
    {
        if (_isBuilt) throw new InvalidOperationException("The record batch was built already. Make a new builder for another.");
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _hold.Block.Memory.Span.Slice(AlignedMemory.Alignment, _size);
    }

    private CodecWriter Header(ReadOnlySpan<byte> envelope)
    {
        var header = new CodecWriter();
        SchemaCodec.Write(header, Schema);
        header.WriteVarint((ulong)Rows);
        for (int i = 0; i < _columns.Length; i++) _columns[i].WriteNode(header, envelope, isLast: i == _columns.Length - 1);
        return header;
    }

    private BuilderColumn Find(int index) => (uint)index < (uint)_columns.Length
        ? _columns[index]
        : throw new ArgumentException($"There is no column {index}: the schema has {_columns.Length}.", nameof(index));

    private int Index(string name)
    {
        for (int i = 0; i < Schema.FieldsList.Count; i++)
        {
            if (Schema.FieldsList[i].Name == name) return i;
        }
        throw new ArgumentException($"There is no column '{name}'. The schema has: {string.Join(", ", Schema.FieldsList.Select(field => field.Name))}.", nameof(name));
    }
}
