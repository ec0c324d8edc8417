using Google.Protobuf;
using RaySharp.Spark.Arrow;
using ArrowBatch = RaySharp.Spark.Protocol.ExecutePlanResponse.Types.ArrowBatch;

namespace RaySharp.Spark.Tests.Arrow;

public sealed class ArrowBatchAssemblerTests
{
    private readonly ArrowBatchAssembler _assembler = new();

    [Fact]
    public void A_whole_batch_is_not_copied()
    {
        var message = Message(0, 5, [1, 2, 3]);
        var stream = _assembler.Add(message)!.Value;
        Assert.True(stream.Span == message.Data.Span);
    }

    [Fact]
    public void Pieces_are_joined_in_their_order()
    {
        Assert.Null(_assembler.Add(Message(0, 5, [1, 2], 0, 3)));
        Assert.Null(_assembler.Add(Message(0, 5, [3], 1, 3)));
        Assert.Equal([1, 2, 3, 4], _assembler.Add(Message(0, 5, [4], 2, 3))!.Value.ToArray());
        Assert.NotNull(_assembler.Add(Message(5, 1, [9])));
        _assembler.Complete();
    }

    [Fact]
    public void What_does_not_hold_together_is_an_error()
    {
        Assert.Contains("row 3 after 0 rows", Assert.Throws<SparkException>(() => _assembler.Add(Message(3, 1, []))).Message);
        Assert.Contains("piece 1 of 2", Assert.Throws<SparkException>(() => _assembler.Add(Message(0, 1, [], 1, 2))).Message);
        _assembler.Add(Message(0, 1, [1], 0, 2));
        Assert.Contains("piece 0 of 2", Assert.Throws<SparkException>(() => _assembler.Add(Message(0, 1, [1], 0, 2))).Message);
        Assert.Contains("ended after 1 piece", Assert.Throws<SparkException>(_assembler.Complete).Message);
    }

    private static ArrowBatch Message(long start, long rows, byte[] data, long piece = 0, long pieces = 0) =>
        new() { StartOffset = start, RowCount = rows, Data = ByteString.CopyFrom(data), ChunkIndex = piece, NumChunksInBatch = pieces };
}
