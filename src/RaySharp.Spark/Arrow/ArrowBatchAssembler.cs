using RaySharp.Texts;
using ArrowBatch = RaySharp.Spark.Protocol.ExecutePlanResponse.Types.ArrowBatch;

namespace RaySharp.Spark.Arrow;

/// <summary>Puts Arrow batches together again that the server cut into several messages; holds their order against what they say.</summary>
internal sealed class ArrowBatchAssembler
{
    private readonly List<ReadOnlyMemory<byte>> _chunks = [];
    private long _rows;

    /// <summary>Takes a message; gives the batch that it completes, as an Arrow stream, or null if more must come. A batch of one message is not copied.</summary>
    /// <param name="message">The message.</param>
    public ReadOnlyMemory<byte>? Add(ArrowBatch message)
    {
        if (message.HasStartOffset && message.StartOffset != _rows)
            throw Broken($"a batch begins with row {message.StartOffset} after {CountText.Of(_rows, "row")}");
        long chunks = Math.Max(1, message.NumChunksInBatch);
        if (message.ChunkIndex != _chunks.Count || message.ChunkIndex >= chunks)
            throw Broken($"piece {message.ChunkIndex} of {chunks} of a batch came where piece {_chunks.Count} was due");
        if (chunks > 1)
        {
            _chunks.Add(message.Data.Memory);
            if (_chunks.Count < chunks) return null;
        }
        _rows += message.RowCount;
        return chunks == 1 ? message.Data.Memory : Join();
    }

    /// <summary>The operation is over: no batch may be half there.</summary>
    public void Complete()
    {
        if (_chunks.Count > 0) throw Broken($"the result ended after {CountText.Of(_chunks.Count, "piece")} of a batch");
    }

    private byte[] Join()
    {
        byte[] whole = GC.AllocateUninitializedArray<byte>(checked((int)_chunks.Sum(chunk => (long)chunk.Length)));
        int at = 0;
        foreach (var chunk in _chunks)
        {
            chunk.Span.CopyTo(whole.AsSpan(at));
            at += chunk.Length;
        }
        _chunks.Clear();
        return whole;
    }

    private static SparkException Broken(string what) => new($"The server's result does not hold together: {what}. Run the query again; if it stays, client and server do not fit.");
}
