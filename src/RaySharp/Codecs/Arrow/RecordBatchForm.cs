using Apache.Arrow;
using RaySharp.Blocks;

namespace RaySharp.Codecs;

/// <summary>Header of a record batch: the schema, the number of rows, each column's node.</summary>
internal struct RecordBatchForm : IArrowForm<RecordBatch>
{
    public static uint Magic => 0x31424152; // "RAB1"

    public static string Name => "record batch";

    public static CodecPiece? Built(RecordBatch value) => (value as WindowedBatch)?.Built;

    public static void Plan(RecordBatch value, CodecWriter header, ArrowColumnWriter columns)
    {
        SchemaCodec.Write(header, value.Schema);
        header.WriteVarint((ulong)value.Length);
        for (int i = 0; i < value.ColumnCount; i++) columns.Write(value.Column(i), value.Length);
    }

    public static RecordBatch Read(ref CodecReader header, ref ArrowColumnReader columns, MemoryWindow? window)
    {
        var schema = SchemaCodec.Read(ref header) ?? throw new CodecException("A record batch has no schema: the bytes are damaged.");
        ulong rows = header.ReadVarint();
        if (rows > int.MaxValue) throw new CodecException($"A record batch has {rows:N0} rows, more than can be: the bytes are damaged.");
        var arrays = new IArrowArray[schema.FieldsList.Count];
        for (int i = 0; i < arrays.Length; i++) arrays[i] = columns.Read(ref header, schema.FieldsList[i].DataType, (int)rows);
        return window is null ? new RecordBatch(schema, arrays, (int)rows) : new WindowedBatch(schema, arrays, (int)rows, window);
    }
}
