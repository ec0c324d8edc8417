using Apache.Arrow;
using RaySharp.Blocks;
using RaySharp.Texts;

namespace RaySharp.Codecs;

/// <summary>Header of a table: the schema, the number of rows, for each column the count of its chunks and each chunk's node.</summary>
internal struct TableForm : IArrowForm<Table>
{
    public static uint Magic => 0x31544152; // "RAT1"

    public static string Name => "table";

    public static void Plan(Table value, CodecWriter header, ArrowColumnWriter columns)
    {
        var fields = value.Schema.FieldsList;
        if (fields.Count != value.ColumnCount)
            throw new CodecException($"A table has {CountText.Of(value.ColumnCount, "column")}, but its schema has {fields.Count}: make it with a schema of its columns.");
        SchemaCodec.Write(header, value.Schema);
        header.WriteVarint((ulong)value.RowCount);
        for (int i = 0; i < fields.Count; i++) Plan(value.Column(i), fields[i], value.RowCount, header, columns);
    }

    public static Table Read(ref CodecReader header, ref ArrowColumnReader columns, MemoryWindow? window)
    {
        var schema = SchemaCodec.Read(ref header) ?? throw new CodecException("A table has no schema: the bytes are damaged.");
        ulong rows = header.ReadVarint();
        var read = new Column[schema.FieldsList.Count];
        if (read.Length == 0 && rows > 0) throw new CodecException($"A table without columns has {CountText.Of(rows, "row", "N0")}: the bytes are damaged.");
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = Read(ref header, ref columns, schema.FieldsList[i]);
            if ((ulong)read[i].Length != rows) throw new CodecException($"A table's column has {CountText.Of(read[i].Length, "row", "N0")} where {rows:N0} belong: the bytes are damaged.");
        }
        return new Table(schema, read);
    }

    private static void Plan(Column column, Field field, long rows, CodecWriter header, ArrowColumnWriter columns)
    {
        if (column.Type.TypeId != field.DataType.TypeId)
            throw new CodecException($"A table's column '{column.Name}' is of '{column.Type.Name}', but of '{field.DataType.Name}' in its schema: make it with a schema of its columns.");
        if (column.Length != rows)
            throw new CodecException($"A column has {CountText.Of(column.Length, "row", "N0")} in a table of {rows:N0}: make columns equally long.");
        header.WriteCount(column.Data.ArrayCount);
        for (int i = 0; i < column.Data.ArrayCount; i++) columns.Write(column.Data.ArrowArray(i), column.Data.ArrowArray(i).Length);
    }

    private static Column Read(ref CodecReader header, ref ArrowColumnReader columns, Field field)
    {
        int count = header.ReadCount(ArrowColumnReader.MinNodeBytes);
        if (count < 1) throw new CodecException("A table's column has no chunks: the bytes are damaged.");
        var chunks = new IArrowArray[count];
        for (int i = 0; i < chunks.Length; i++) chunks[i] = columns.Read(ref header, field.DataType, rows: null);
        return new Column(field, chunks);
    }
}
