using Apache.Arrow;
using CsCheck;

namespace RaySharp.Tests.Codecs;

/// <summary>Record batches with columns of all types that travel, with nulls, whole and sliced.</summary>
internal static class Batches
{
    private const int MaxRows = 40;

    /// <summary>Some columns, of some rows, perhaps sliced.</summary>
    public static readonly Gen<RecordBatch> Any = Gen.Select(Gen.Int[0, MaxRows], Gen.Int, Gen.Int[0, 1 << 20], Gen.Int[0, MaxRows], Gen.Int[0, MaxRows])
        .Select((rows, seed, columns, from, count) =>
        {
            var kinds = Columns.All.Keys.Where((_, i) => (columns >> (i % 20) & 1) == 1).ToArray();
            var batch = Of(rows, seed, kinds);
            return from <= rows && count % 2 == 0 ? batch.Slice(from, count) : batch;
        });

    /// <summary>Some columns in chunks of their own, some of them slices.</summary>
    public static readonly Gen<Table> AnyTable = Gen.Select(Gen.Int[1, MaxRows], Gen.Int, Gen.Int[0, 1 << 20], Gen.Int[1, 5]).Select((rows, seed, columns, chunk) =>
        TableOf(rows, seed, chunk, [.. Columns.All.Keys.Where((_, i) => (columns >> (i % 20) & 1) == 1)]));

    /// <summary>Columns in chunks: the first in one, the second in chunks of so many rows, the third of twice as many, and so on.</summary>
    public static Table TableOf(int rows, int seed, int chunk, params string[] kinds)
    {
        var batch = Of(rows, seed, kinds);
        return new Table(batch.Schema, [.. batch.Schema.FieldsList.Select((field, i) => new Column(field, Chunks(batch.Column(i), i * chunk)))]);
    }

    private static List<IArrowArray> Chunks(IArrowArray column, int rows) => rows == 0 || rows >= column.Length
        ? [column]
        : [.. Enumerable.Range(0, (column.Length + rows - 1) / rows).Select(i => ArrowArrayFactory.Slice(column, i * rows, rows))];

    /// <summary>Touches the values of a table.</summary>
    public static void Use(Table? table)
    {
        const int most = 1000;
        for (int i = 0; i < (table?.ColumnCount ?? 0); i++)
        {
            var data = table!.Column(i).Data;
            for (int c = 0; c < data.ArrayCount; c++) ArrowText.Of(ArrowArrayFactory.Slice(data.ArrowArray(c), 0, Math.Min(most, data.ArrowArray(c).Length)));
        }
    }

    /// <summary>Touches every value of a batch; one of huge length (of nothing but nulls) only at its ends.</summary>
    public static void Use(RecordBatch? batch)
    {
        const int most = 1000;
        if (batch is null || batch.Length <= most) ArrowText.Of(batch);
        else Use(batch.Slice(batch.Length - most, most));
    }

    public static RecordBatch Of(int rows, int seed, params string[] kinds)
    {
        var arrays = kinds.Select(kind => Columns.All[kind](rows, new Random(seed))).ToArray();
        var fields = kinds.Zip(arrays, (kind, array) => new Field(kind, array.Data.DataType, true, seed % 2 == 0 ? null : [new("k", kind)]));
        return new RecordBatch(new Schema(fields, seed % 3 == 0 ? [new("m", "v")] : null), arrays, rows);
    }
}
