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
