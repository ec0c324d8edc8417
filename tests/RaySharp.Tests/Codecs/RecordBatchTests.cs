using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using RaySharp.Blocks;
using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>Arrow's batches arrive as they were, aligned, and are checked.</summary>
public sealed class RecordBatchTests
{
    public static TheoryData<string> Kinds => [.. Columns.All.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void Columns_of_every_type_arrive_whole_and_sliced(string kind)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            var batch = Batches.Of(37, seed, kind);
            Arrives(batch);
            Arrives(Batches.Of(0, seed, kind));
            for (int from = 0; from < batch.Length; from += 3)
            {
                Arrives(batch.Slice(from, 5));
                Arrives(batch.Slice(from, 0));
                Arrives(batch.Slice(from, batch.Length - from).Slice(1, 2));
            }
        }
    }

    [Fact]
    public void All_types_together_arrive() => Arrives(Batches.Of(100, 5, [.. Columns.All.Keys]));

    [Fact]
    public void A_batch_without_columns_keeps_its_rows() => Arrives(new RecordBatch(new Schema([], null), [], 7));

    [Fact]
    public void Types_nest_to_a_limit()
    {
        var nested = Nested(20);
        Assert.Equal(ArrowText.Of(nested), ArrowText.Of(Bytes.Copy<Schema, SchemaCodec>(nested)));
        Assert.Throws<CodecException>(() => Bytes.Of<Schema, SchemaCodec>(Nested(50)));
    }

    [Fact]
    public void Null_is_told_apart() => Assert.Null(Bytes.Copy<RecordBatch?, RecordBatchCodec>(null));

    [Fact]
    public void Of_a_slice_only_its_rows_travel()
    {
        var batch = Batches.Of(100_000, 1, "string", "int32", "list", "fixed list");
        Assert.InRange(Bytes.Of<RecordBatch, RecordBatchCodec>(batch.Slice(50_000, 3)).Length, 1, 3000);
    }

    [Fact]
    public unsafe void Buffers_start_at_multiples_of_64()
    {
        var batch = Bytes.Copy<RecordBatch, RecordBatchCodec>(Batches.Of(50, 3, "int32", "double", "string"));
        foreach (var buffer in batch.Arrays.SelectMany(array => array.Data.Buffers).Where(buffer => !buffer.IsEmpty))
            Assert.Equal(0, (nint)Unsafe.AsPointer(ref Unsafe.AsRef(in buffer.Span[0])) % AlignedMemory.Alignment);
    }

    [Fact]
    public void An_envelope_is_read_without_copying()
    {
        var envelope = ArrowEnvelope<RecordBatch, RecordBatchForm>.Of(Batches.Of(10, 3, "int32"));
        byte[] memory = new byte[envelope.Length];
        envelope.CopyTo(memory);
        var values = ArrowEnvelope<RecordBatch, RecordBatchForm>.ReadOwned(memory).Column(0).Data.Buffers[1].Span;
        Assert.True(memory.AsSpan().Overlaps(values));
    }

    [Fact]
    public void Padding_leaks_nothing()
    {
        var envelope = ArrowEnvelope<RecordBatch, RecordBatchForm>.Of(Batches.Of(1, 3, "int32", "string"));
        byte[] zeros = new byte[envelope.Length], ones = Enumerable.Repeat((byte)0xFF, envelope.Length).ToArray();
        envelope.CopyTo(zeros);
        envelope.CopyTo(ones);
        Assert.Equal(zeros, ones);
    }

    [Fact]
    public void Types_that_cannot_travel_are_refused_by_name()
    {
        var union = new UnionType([new Field("a", Int32Type.Default, true)], [0], UnionMode.Sparse);
        var refused = Assert.Throws<CodecException>(() => Bytes.Of<Schema, SchemaCodec>(new Schema([new Field("u", union, true)], null)));
        Assert.Contains("'union' cannot be sent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_unequal_length_are_refused()
    {
        var column = new Int32Array.Builder().Append(1).Build();
        var batch = new RecordBatch(new Schema([new Field("a", Int32Type.Default, true)], null), [column], 2);
        Assert.Throws<CodecException>(() => Bytes.Of<RecordBatch, RecordBatchCodec>(batch));
    }

    [Fact]
    public void Arrays_with_short_buffers_are_refused()
    {
        var column = new Int32Array(new ArrayData(Int32Type.Default, 5, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(new byte[8])]));
        var batch = new RecordBatch(new Schema([new Field("a", Int32Type.Default, true)], null), [column], 5);
        Assert.Contains("shorter buffers", Assert.Throws<CodecException>(() => Bytes.Of<RecordBatch, RecordBatchCodec>(batch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_past_the_dictionary_is_refused()
    {
        var words = new StringArray.Builder().Append("a").Build();
        var column = new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().Append(1).Build(), words);
        var batch = new RecordBatch(new Schema([new Field("d", column.Data.DataType, true)], null), [column], 1);
        byte[] bytes = Bytes.Of<RecordBatch, RecordBatchCodec>(batch);
        Assert.Contains("into a dictionary of 1", Bytes.Refuses<RecordBatch, RecordBatchCodec>(bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Offsets_that_fall_are_refused()
    {
        var text = new StringArray(2, new ArrowBuffer(Ints(0, 9, 4)), new ArrowBuffer(new byte[9]), ArrowBuffer.Empty);
        var batch = new RecordBatch(new Schema([new Field("s", StringType.Default, true)], null), [text], 2);
        byte[] bytes = Bytes.Of<RecordBatch, RecordBatchCodec>(batch);
        Assert.Contains("offsets that fall", Bytes.Refuses<RecordBatch, RecordBatchCodec>(bytes).Message, StringComparison.Ordinal);
    }

    private static Schema Nested(int depth) =>
        new([new Field("x", Enumerable.Range(0, depth).Aggregate((IArrowType)Int8Type.Default, (type, _) => new ListType(type)), true)], null);

    private static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static void Arrives(RecordBatch batch) =>
        Assert.Equal(ArrowText.Of(batch), ArrowText.Of(Bytes.Copy<RecordBatch, RecordBatchCodec>(batch)));
}
