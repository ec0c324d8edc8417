using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using RaySharp.Blocks;
using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>Batches are built where they will lie.</summary>
public sealed class RecordBatchBuilderTests
{
    private const int CapacityPerRow = 8;

    private static readonly Schema _schema = new(
    [
        new Field("longs", Int64Type.Default, false), new Field("texts", StringType.Default, true), new Field("flags", BooleanType.Default, true),
        new Field("doubles", DoubleType.Default, true), new Field("nothing", NullType.Default, true), new Field("blobs", LargeBinaryType.Default, false),
    ], [new("k", "v")]);

    [Fact]
    public void A_batch_is_what_was_filled_in_and_is_encoded_where_it_lies() => Gen.Select(Gen.Int[0, 300], Gen.Int).Sample((rows, seed) =>
    {
        var expected = Expected(rows, seed);
        var blocks = new TestBlocks();
        var batch = Filled(blocks, rows, seed).Build();
        Assert.Equal(ArrowText.Of(expected), ArrowText.Of(batch));
        Assert.Equal(ArrowText.Of(expected), ArrowText.Of(Bytes.Copy<RecordBatch, RecordBatchCodec>(batch)));
        Assert.Equal(ArrowText.Of(expected), ArrowText.Of(Bytes.Read<RecordBatch, RecordBatchCodec>(Bytes.Gathered<RecordBatch, RecordBatchCodec>(batch))));
        Assert.All(batch.Arrays.SelectMany(column => column.Data.Buffers), buffer => Assert.True(buffer.IsEmpty || blocks.Only.Memory.Span.Overlaps(buffer.Span)));
        var writer = CodecWriter.Gathering();
        RecordBatchCodec.Write(writer, batch);
        byte[] copied = Bytes.Gathered<RecordBatch, RecordBatchCodec>(batch);
        Assert.True(writer.TryAdopt(_ => true, out var adopted));
        Assert.Same(blocks.Only, adopted.Block);
        Assert.Equal((0L, writer.TotalLength), (writer.CopiedBytes, adopted.Length));
        var encoding = adopted.Block.Memory.Slice(adopted.Offset, adopted.Length);
        Assert.True(encoding.Span.SequenceEqual(copied));
        var read = Bytes.ReadShared<RecordBatch, RecordBatchCodec>(encoding, out long onHeap);
        Assert.Equal((ArrowText.Of(expected), 0L), (ArrowText.Of(read), onHeap));
    }, iter: 60);

    [Fact]
    public void Old_bytes_of_the_block_do_not_travel() => Gen.Int[1, 100].Sample(rows =>
    {
        using var builder = new RecordBatchBuilder(new TestBlocks(), _schema, rows, Capacities(1000));
        builder.Column<long>(0).Clear();
        for (int row = 0; row < rows; row++)
        {
            builder.Binary("texts").Append("t");
            builder.Binary("blobs").Append("b"u8);
        }
        builder.Column<byte>("flags").Clear();
        builder.Column<double>("doubles").Clear();
        Assert.Equal(-1, Bytes.Gathered<RecordBatch, RecordBatchCodec>(builder.Build()).AsSpan().IndexOf((byte[])[0xAB, 0xAB]));
    }, iter: 30);

    [Fact]
    public void Room_that_the_last_column_did_not_use_does_not_travel()
    {
        var builder = new RecordBatchBuilder(HeapBlocks.Instance, new Schema([new Field("t", StringType.Default, false)], null), 1, new Dictionary<string, long> { ["t"] = 1 << 20 });
        builder.Binary(0).Append("short");
        Assert.InRange(Bytes.Gathered<RecordBatch, RecordBatchCodec>(builder.Build()).Length, 1, 400);
    }

    [Fact]
    public void Text_with_capacity_to_the_byte_fits()
    {
        var builder = new RecordBatchBuilder(HeapBlocks.Instance, new Schema([new Field("t", StringType.Default, true)], null), 3, new Dictionary<string, long> { ["t"] = 6 });
        builder.Binary("t").Append("äö");
        builder.Binary("t").Append((string?)null);
        builder.Binary("t").Append("xy"u8);
        Assert.Equal((3, 0L), (builder.Binary(0).Count, builder.Binary(0).Remaining));
        var column = (StringArray)builder.Build().Column(0);
        Assert.Equal(["äö", null, "xy"], Enumerable.Range(0, 3).Select(row => column.GetString(row)));
    }

    [Fact]
    public void A_block_is_adopted_once_and_only_as_the_whole_value()
    {
        var batch = Filled(new TestBlocks(), 5, 1).Build();
        Assert.False(Adopts(writer => { writer.WriteRaw(1); RecordBatchCodec.Write(writer, batch); }));
        Assert.False(Adopts(writer => { RecordBatchCodec.Write(writer, batch); writer.WriteRaw(1); }));
        Assert.False(Adopts(writer => { RecordBatchCodec.Write(writer, batch); RecordBatchCodec.Write(writer, batch); }));
        Assert.False(Adopts(writer => RecordBatchCodec.Write(writer, batch.Slice(0, 5))));
        var foreign = CodecWriter.Gathering();
        RecordBatchCodec.Write(foreign, batch);
        Assert.False(foreign.TryAdopt(block => block is not TestBlock, out _));
        Assert.True(Adopts(writer => RecordBatchCodec.Write(writer, batch)));
        Assert.False(Adopts(writer => RecordBatchCodec.Write(writer, batch)));
        Assert.False(new CodecWriter().TryAdopt(_ => true, out _));
    }

    [Fact]
    public void Damaged_bytes_of_a_built_batch_give_a_batch_or_a_CodecException() =>
        Gen.Select(Gen.Int[0, 50], Gen.Int, Mutation.Gen.Array[1, 4]).Sample((rows, seed, mutations) =>
        {
            byte[] whole = Bytes.Gathered<RecordBatch, RecordBatchCodec>(Filled(HeapBlocks.Instance, rows, seed).Build());
            var reader = CodecReader.OverMemory(Bytes.Shared(mutations.Aggregate(whole, (bytes, mutation) => mutation.Apply(bytes))));
            try
            {
                Batches.Use(RecordBatchCodec.Read(ref reader));
            }
            catch (CodecException)
            {
            }
        }, iter: 500);

    [Fact]
    public void A_batch_beside_other_values_is_copied()
    {
        var batch = Filled(new TestBlocks(), 50, 1).Build();
        var writer = CodecWriter.Gathering();
        for (int i = 0; i < 2; i++)
        {
            writer.WriteRaw((byte)7);
            RecordBatchCodec.Write(writer, batch);
        }
        byte[] bytes = new byte[writer.TotalLength];
        writer.CopyTo(bytes);
        var reader = new CodecReader(bytes);
        for (int i = 0; i < 2; i++) Assert.Equal((7, ArrowText.Of(batch)), (reader.ReadRaw<byte>(), ArrowText.Of(RecordBatchCodec.Read(ref reader))));
    }

    [Fact]
    public void The_block_goes_with_the_batch()
    {
        var blocks = new TestBlocks();
        var builder = Filled(blocks, 5, 1);
        var batch = builder.Build();
        builder.Dispose();
        Assert.Equal(0, blocks.Only.Disposed);
        batch.Dispose();
        batch.Dispose();
        Assert.Equal(1, blocks.Only.Disposed);
        Assert.Throws<ObjectDisposedException>(() => ((Int64Array)batch.Column(0)).GetValue(0));
        Assert.Throws<ObjectDisposedException>(() => Bytes.Gathered<RecordBatch, RecordBatchCodec>(batch));
        Assert.False(Adopts(writer => RecordBatchCodec.Write(writer, batch)));
    }

    [Fact]
    public void A_builder_that_is_given_up_gives_its_block_back()
    {
        var blocks = new TestBlocks();
        var builder = Filled(blocks, 5, 1);
        builder.Dispose();
        builder.Dispose();
        Assert.Equal(1, blocks.Only.Disposed);
        Assert.Throws<ObjectDisposedException>(() => builder.Column<long>(0).Length);
        Assert.Throws<ObjectDisposedException>(builder.Build);
    }

    [Fact]
    public void Nothing_is_written_after_Build()
    {
        var builder = Filled(new TestBlocks(), 5, 1);
        builder.Build();
        Assert.Throws<InvalidOperationException>(() => builder.Column<long>(0).Length);
        Assert.Throws<InvalidOperationException>(() => builder.Validity(1).Length);
        Assert.Throws<InvalidOperationException>(() => builder.Binary(1).Append("x"));
        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void Mistakes_are_told()
    {
        using var builder = new RecordBatchBuilder(new TestBlocks(), _schema, 2, Capacities(4));
        Says<ArgumentException>("no column 'x'. The schema has: longs, texts", () => builder.Column<long>("x").Clear());
        Says<ArgumentException>("no column 6: the schema has 6", () => builder.Validity(6).Clear());
        Says<ArgumentException>("of 'int64' has no values of 'System.Double'", () => builder.Column<double>(0).Clear());
        Says<ArgumentException>("one bit a row", () => builder.Column<bool>("flags").Clear());
        Says<ArgumentException>("by Binary()", () => builder.Column<byte>("texts").Clear());
        Says<ArgumentException>("by Column()", () => builder.Binary("longs"));
        Says<InvalidOperationException>("'longs' is not nullable", () => builder.Validity("longs").Clear());
        Says<InvalidOperationException>("'blobs' is not nullable", () => builder.Binary("blobs").AppendNull());
        builder.Binary("texts").Append("abc");
        Says<InvalidOperationException>("a capacity of 4 bytes, of which 1 are left; the row 1 needs 2", () => builder.Binary("texts").Append("de"));
        Says<InvalidOperationException>("'texts' has 1 of 2 rows", () => builder.Build());
        builder.Binary("texts").AppendNull();
        Says<InvalidOperationException>("has all of its 2 rows", () => builder.Binary("texts").Append(""));
        Says<ArgumentException>("'texts' of 'utf8' needs a capacity", () => new RecordBatchBuilder(HeapBlocks.Instance, _schema, 2));
        Says<ArgumentException>("'longs' of 'int64' takes no capacity", () => new RecordBatchBuilder(HeapBlocks.Instance, _schema, 2, new Dictionary<string, long>(Capacities(1)) { ["longs"] = 1 }));
        Says<ArgumentException>("no column 'y'", () => new RecordBatchBuilder(HeapBlocks.Instance, _schema, 2, new Dictionary<string, long>(Capacities(1)) { ["y"] = 1 }));
        Says<CodecException>("one may have", () => new RecordBatchBuilder(HeapBlocks.Instance, _schema, 2, Capacities(1L << 31)));
        Says<ArgumentException>("is not built in place", () => new RecordBatchBuilder(HeapBlocks.Instance, new Schema([new Field("l", new ListType(Int8Type.Default), true)], null), 1));
    }

    private static Dictionary<string, long> Capacities(long bytes) => new() { ["texts"] = bytes, ["blobs"] = bytes };

    private static RecordBatchBuilder Filled(IBlockSource source, int rows, int seed)
    {
        var random = new Random(seed);
        var builder = new RecordBatchBuilder(source, _schema, rows, Capacities(CapacityPerRow * rows));
        random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(builder.Column<long>("longs")));
        random.NextBytes(builder.Column<byte>("flags"));
        for (int row = 0; row < rows; row++)
        {
            builder.Column<double>(3)[row] = random.NextDouble();
            builder.Binary("texts").Append(random.Next(4) == 0 ? null : new string('ä', random.Next(CapacityPerRow / 2)));
            builder.Binary("blobs").Append(new byte[random.Next(CapacityPerRow)]);
            if (seed % 2 == 0 && random.Next(3) == 0) builder.Validity("doubles")[row / 8] &= (byte)~(1 << (row % 8));
        }
        return builder;
    }

    /// <summary>The same by Arrow's own builders.</summary>
    private static RecordBatch Expected(int rows, int seed)
    {
        var random = new Random(seed);
        byte[] longs = new byte[rows * sizeof(long)], flags = new byte[(rows + 7) / 8];
        random.NextBytes(longs);
        random.NextBytes(flags);
        var (texts, doubles) = (new StringArray.Builder(), new DoubleArray.Builder());
        var (blobs, ends) = (new List<byte>(), new ArrowBuffer.Builder<long>().Append(0));
        for (int row = 0; row < rows; row++)
        {
            double value = random.NextDouble();
            texts.Append(random.Next(4) == 0 ? null : new string('ä', random.Next(CapacityPerRow / 2)));
            blobs.AddRange(new byte[random.Next(CapacityPerRow)]);
            ends.Append(blobs.Count);
            if (seed % 2 == 0 && random.Next(3) == 0) doubles.AppendNull();
            else doubles.Append(value);
        }
        return new RecordBatch(_schema,
        [
            new Int64Array(new ArrowBuffer(longs), ArrowBuffer.Empty, rows, 0, 0), texts.Build(), new BooleanArray(new ArrowBuffer(flags), ArrowBuffer.Empty, rows, 0, 0),
            doubles.Build(), new NullArray(rows),
            new LargeBinaryArray(new ArrayData(LargeBinaryType.Default, rows, 0, 0, [ArrowBuffer.Empty, ends.Build(), new ArrowBuffer(blobs.ToArray())])),
        ], rows);
    }

    private static bool Adopts(Action<CodecWriter> write)
    {
        var writer = CodecWriter.Gathering();
        write(writer);
        return writer.TryAdopt(_ => true, out _);
    }

    private static void Says<TException>(string text, Action act) where TException : Exception =>
        Assert.Contains(text, Assert.ThrowsAny<TException>(act).Message, StringComparison.Ordinal);
}
