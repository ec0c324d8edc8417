using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace RaySharp.Spark.Arrow;

/// <summary>Between record batches and Arrow's stream format.</summary>
internal static class ArrowStreams
{
    /// <summary>The batches in a stream; their columns are views of it.</summary>
    /// <param name="stream">The stream's bytes, which must not change any more.</param>
    public static List<RecordBatch> Read(ReadOnlyMemory<byte> stream)
    {
        List<RecordBatch> batches = [];
        try
        {
            using ArrowStreamReader reader = new(stream);
            while (reader.ReadNextRecordBatch() is { } batch) batches.Add(batch);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new SparkException($"The server's Arrow data ({stream.Length} bytes) cannot be read: {failure.Message}. "
                + "Compressed batches are not supported: leave spark.sql.execution.arrow.compression.codec at 'none'.", failure);
        }
        return batches;
    }

    /// <summary>A stream of batches.</summary>
    /// <param name="batches">The batches; at least one, all with the same schema.</param>
    /// <param name="prefix">So many bytes are left free before the stream.</param>
    public static MemoryStream Write(IReadOnlyList<RecordBatch> batches, int prefix)
    {
        MemoryStream stream = new();
        try
        {
            stream.SetLength(prefix);
            stream.Position = prefix;
            using ArrowStreamWriter writer = new(stream, batches[0].Schema, leaveOpen: true);
            foreach (var batch in batches) writer.WriteRecordBatch(batch);
            writer.WriteEnd();
            return stream;
        }
        catch (IOException failure)
        {
            throw new SparkException("The batches have 2 GiB or more together; make several DataFrames of them and let Spark unite them.", failure);
        }
    }
}
