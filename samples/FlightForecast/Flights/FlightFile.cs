using Apache.Arrow;
using ParquetSharp.Arrow;

namespace FlightForecast;

/// <summary>Reads single flights from a Parquet file, some hundred thousand in a batch: date, delay, origin, destination.</summary>
internal static class FlightFile
{
    private const int RowsInBatch = 250_000;
    private static readonly string[] _columns = ["date", "delay", "origin", "destination"];

    /// <summary>Batches in the order of the file; dispose each.</summary>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(string path)
    {
        using var properties = ArrowReaderProperties.GetDefault();
        properties.BatchSize = RowsInBatch;
        using var file = new FileReader(path, arrowProperties: properties);
        using var batches = file.GetRecordBatchReader(columns: [.. _columns.Select(name => file.Schema.GetFieldIndex(name))]);
        while (await batches.ReadNextRecordBatchAsync() is { } batch) yield return batch;
    }
}
