using Apache.Arrow;
using Apache.Arrow.Types;

namespace RaySharp.Tests.Codecs;

/// <summary>All that an Arrow value says, as text to compare.</summary>
internal static class ArrowText
{
    public static string Of(Schema? schema) => schema is null ? "null"
        : $"{string.Join(", ", schema.FieldsList.Select(field => Of(field)))} {Of(schema.Metadata)}";

    public static string Of(RecordBatch? batch) => batch is null ? "null"
        : $"{batch.Length} rows of {Of(batch.Schema)}: {string.Join(" | ", batch.Arrays.Select(array => Of(array)))}";

    public static string Of(Table? table) => table is null ? "null"
        : $"{table.RowCount} rows of {Of(table.Schema)}: {string.Join(" | ", Enumerable.Range(0, table.ColumnCount).Select(i => Of(table.Column(i))))}";

    private static string Of(Column column) =>
        $"{Of(column.Field)} {string.Join(" + ", Enumerable.Range(0, column.Data.ArrayCount).Select(i => Of(column.Data.ArrowArray(i))))}";

    public static string Of(IArrowArray array) =>
        $"{array.NullCount} null [{string.Join(", ", Enumerable.Range(0, array.Length).Select(row => array.IsNull(row) ? "null" : Of(array, row)))}]";

    private static string Of(Field field) => $"{field.Name}:{Of(field.DataType)}{(field.IsNullable ? "?" : "")}{Of(field.Metadata)}";

    private static string Of(IArrowType type) => type switch
    {
        TimestampType timestamp => $"timestamp({timestamp.Unit}, {timestamp.Timezone})",
        TimeBasedType time => $"{time.Name}({time.Unit})",
        IntervalType interval => $"interval({interval.Unit})",
        Decimal32Type number => $"decimal32({number.Precision}, {number.Scale})",
        Decimal64Type number => $"decimal64({number.Precision}, {number.Scale})",
        Decimal128Type number => $"decimal128({number.Precision}, {number.Scale})",
        Decimal256Type number => $"decimal256({number.Precision}, {number.Scale})",
        FixedSizeBinaryType binary => $"binary({binary.ByteWidth})",
        FixedSizeListType list => $"list({list.ListSize}, {Of(list.ValueField)})",
        MapType map => $"map({map.KeySorted}, {Of(map.Fields[0])})",
        DictionaryType dictionary => $"dictionary({Of(dictionary.IndexType)}, {Of(dictionary.ValueType)}, {dictionary.Ordered})",
        NestedType nested => $"{nested.Name}({string.Join(", ", nested.Fields.Select(field => Of(field)))})",
        _ => type.Name,
    };

    private static string Of(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is null ? "" : $"{{{string.Join(", ", metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))}}}";

    private static string Of(IArrowArray array, int row) => array switch
    {
        BooleanArray bits => bits.GetValue(row).ToString()!,
        StringArray text => text.GetString(row),
        LargeStringArray text => text.GetString(row),
        StringViewArray text => text.GetString(row),
        BinaryArray binary => Convert.ToHexString(binary.GetBytes(row)),
        LargeBinaryArray binary => Convert.ToHexString(binary.GetBytes(row)),
        BinaryViewArray binary => Convert.ToHexString(binary.GetBytes(row)),
        ListArray list => Of(list.GetSlicedValues(row)),
        LargeListArray list => Of(list.GetSlicedValues(row)),
        FixedSizeListArray list => Of(list.GetSlicedValues(row)),
        StructArray record => $"({string.Join(", ", record.Fields.Select(field => field.IsNull(row) ? "null" : Of(field, row)))})",
        DictionaryArray dictionary => Of(dictionary.Dictionary, dictionary.GetInt(row)),
        _ => Convert.ToHexString(RawValue(array, row)),
    };

    private static int GetInt(this DictionaryArray array, int row)
    {
        var index = RawValue(array.Indices, row);
        Span<byte> wide = stackalloc byte[sizeof(long)];
        wide.Clear();
        index.CopyTo(wide);
        return BitConverter.ToInt32(wide);
    }

    private static ReadOnlySpan<byte> RawValue(IArrowArray array, int row)
    {
        int width = ((FixedWidthType)array.Data.DataType).BitWidth / 8;
        return array.Data.Buffers[1].Span.Slice((array.Data.Offset + row) * width, width);
    }
}
