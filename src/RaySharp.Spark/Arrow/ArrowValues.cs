using Apache.Arrow;
using Apache.Arrow.Types;

namespace RaySharp.Spark.Arrow;

/// <summary>Values of Arrow's columns as .NET has them.</summary>
internal static class ArrowValues
{
    /// <summary>A row's value; null: it has none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="NotSupportedException">.NET has no type for such values.</exception>
    public static object? Of(IArrowArray column, int row) => column.IsNull(row) ? null : column switch
    {
        BooleanArray flags => flags.GetValue(row),
        Int8Array numbers => numbers.GetValue(row),
        Int16Array numbers => numbers.GetValue(row),
        Int32Array numbers => numbers.GetValue(row),
        Int64Array numbers => numbers.GetValue(row),
        FloatArray numbers => numbers.GetValue(row),
        DoubleArray numbers => numbers.GetValue(row),
        Decimal128Array numbers => numbers.GetValue(row),
        StringArray texts => texts.GetString(row),
        BinaryArray bytes => bytes.GetBytes(row).ToArray(),
        Date32Array days => days.GetDateOnly(row),
        TimestampArray { Data.DataType: TimestampType { Timezone: null } } times => DateTime.SpecifyKind(times.GetTimestamp(row)!.Value.UtcDateTime, DateTimeKind.Unspecified),
        TimestampArray times => times.GetTimestamp(row),
        DurationArray spans => spans.GetTimeSpan(row),
        MapArray map => Entries(map, row),
        ListArray list => Items(list.GetSlicedValues(row)),
        StructArray fields => Fields(fields, row),
        _ => throw new NotSupportedException($"Values of Arrow's type {column.Data.DataType.Name} have no .NET type here. Cast the column in SQL, or read the record batch."),
    };

    private static object?[] Items(IArrowArray values) => [.. Enumerable.Range(0, values.Length).Select(index => Of(values, index))];

    private static Dictionary<string, object?> Fields(StructArray row, int index)
    {
        var type = (StructType)row.Data.DataType;
        return Enumerable.Range(0, type.Fields.Count).ToDictionary(field => type.Fields[field].Name, field => Of(row.Fields[field], index));
    }

    private static Dictionary<object, object?> Entries(MapArray map, int row)
    {
        Dictionary<object, object?> entries = [];
        for (int entry = map.ValueOffsets[row]; entry < map.ValueOffsets[row + 1]; entry++) entries[Of(map.Keys, entry)!] = Of(map.Values, entry);
        return entries;
    }
}
