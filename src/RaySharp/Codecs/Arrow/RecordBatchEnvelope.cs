using Apache.Arrow;

namespace RaySharp.Codecs;

/// <summary>
/// A record batch as one piece of memory. Form: magic (4 bytes), header length (4 bytes), header, then the buffers one after another.
/// The header and each buffer are padded with zeros to 64 bytes, so where a buffer lies follows from the lengths before it.
/// </summary>
/// <remarks>Header: the schema, the number of rows, then for each column depth first its node (<see cref="ArrowColumnWriter"/>).</remarks>
internal sealed class RecordBatchEnvelope
{
    private const uint Magic = 0x31424152; // "RAB1"
    private const int Prefix = sizeof(uint) + sizeof(int);

    private readonly CodecWriter _header = new();
    private readonly List<ArrowPiece> _pieces = [];

    private RecordBatchEnvelope(RecordBatch batch)
    {
        SchemaCodec.Write(_header, batch.Schema);
        _header.WriteVarint((ulong)batch.Length);
        var columns = new ArrowColumnWriter(_header, _pieces);
        for (int i = 0; i < batch.ColumnCount; i++) columns.Write(batch.Column(i), batch.Length);
        long size = AlignedMemory.RoundUp(Prefix + _header.Length);
        foreach (var piece in _pieces) size += AlignedMemory.RoundUp(piece.Bytes.Length);
        if (size > System.Array.MaxLength - AlignedMemory.Alignment)
            throw new CodecException($"A record batch needs {size:N0} bytes; one may have {System.Array.MaxLength:N0}. Send slices of it.");
        Size = (int)size;
    }

    /// <summary>Bytes that <see cref="WriteTo"/> fills.</summary>
    public int Size { get; }

    /// <summary>Measures a batch; nothing is copied before <see cref="WriteTo"/>.</summary>
    public static RecordBatchEnvelope Of(RecordBatch batch)
    {
        try
        {
            return new RecordBatchEnvelope(batch);
        }
        catch (Exception invalid) when (invalid is not (CodecException or OutOfMemoryException or ObjectDisposedException))
        {
            throw new CodecException(
                "A record batch cannot be sent: an array in it has fewer or shorter buffers than its type and length need.", invalid);
        }
    }

    /// <summary>Writes the envelope to the start of memory, which is best aligned to 64 bytes.</summary>
    public void WriteTo(Span<byte> memory)
    {
        BitConverter.TryWriteBytes(memory, Magic);
        BitConverter.TryWriteBytes(memory[sizeof(uint)..], _header.Length);
        _header.Written.CopyTo(memory[Prefix..]);
        memory = Pad(memory, Prefix + _header.Length);
        foreach (var piece in _pieces)
        {
            piece.CopyTo(memory);
            memory = Pad(memory, piece.Bytes.Length);
        }
    }

    /// <summary>
    /// The batch in an envelope, over the same memory: nothing is copied. The memory must not change afterwards, and what it stands for
    /// (a mapping) must live as long as the batch.
    /// </summary>
    /// <exception cref="CodecException">The bytes are not an envelope, or something in it cannot be true.</exception>
    public static RecordBatch ReadOwned(ReadOnlyMemory<byte> envelope)
    {
        var start = new CodecReader(envelope.Span);
        if (start.ReadRaw<uint>() != Magic) throw new CodecException("A record batch lacks its magic number: the bytes are damaged.");
        int headerBytes = start.ReadRaw<int>();
        var header = new CodecReader(start.ReadBytes(headerBytes));
        try
        {
            int bodyStart = (int)Math.Min(envelope.Length, AlignedMemory.RoundUp(Prefix + (long)headerBytes));
            return Read(ref header, envelope[bodyStart..]);
        }
        catch (Exception refused) when (refused is not (CodecException or OutOfMemoryException))
        {
            throw new CodecException("Arrow refuses a record batch: the bytes are damaged.", refused);
        }
    }

    private static RecordBatch Read(ref CodecReader header, ReadOnlyMemory<byte> body)
    {
        var schema = SchemaCodec.Read(ref header) ?? throw new CodecException("A record batch has no schema: the bytes are damaged.");
        ulong rows = header.ReadVarint();
        if (rows > int.MaxValue) throw new CodecException($"A record batch has {rows:N0} rows, more than can be: the bytes are damaged.");
        var reader = new ArrowColumnReader(body);
        var columns = new IArrowArray[schema.FieldsList.Count];
        for (int i = 0; i < columns.Length; i++) columns[i] = reader.Read(ref header, schema.FieldsList[i].DataType, (int)rows);
        if (header.Remaining > 0 || reader.Remaining > 0)
            throw new CodecException($"A record batch has {header.Remaining + reader.Remaining:N0} bytes too many: the bytes are damaged.");
        return new RecordBatch(schema, columns, (int)rows);
    }

    private static Span<byte> Pad(Span<byte> memory, int used)
    {
        int padded = (int)AlignedMemory.RoundUp(used);
        memory[used..padded].Clear();
        return memory[padded..];
    }
}
