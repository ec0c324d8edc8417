using RaySharp.Blocks;
using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>Raw values are filled in where they will lie.</summary>
public sealed class StoreBufferTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(1000), InlineData(CodecWriter.GatherBytes)]
    public void What_was_filled_in_is_encoded_where_it_lies(int count)
    {
        var blocks = new TestBlocks();
        var buffer = new StoreBuffer<long>(blocks, count);
        for (int i = 0; i < count; i++) buffer.Span[i] = i;
        var values = buffer.ToReadOnlyMemory();
        var writer = CodecWriter.Gathering();
        RawReadOnlyMemoryCodec<long>.Write(writer, values);
        Assert.True(writer.TryAdopt(_ => true, out var adopted));
        Assert.Same(blocks.Only, adopted.Block);
        Assert.Equal((writer.TotalLength, 0L), (adopted.Length, writer.CopiedBytes));
        var encoding = adopted.Block.Memory.Slice(adopted.Offset, adopted.Length);
        byte[] copied = new byte[writer.TotalLength];
        writer.CopyTo(copied);
        Assert.True(encoding.Span.SequenceEqual(copied));
        Assert.True(values.Span.SequenceEqual(Bytes.ReadShared<ReadOnlyMemory<long>, RawReadOnlyMemoryCodec<long>>(encoding, out _).Span));
        Assert.True(values.Span.SequenceEqual(Bytes.Copy<ReadOnlyMemory<long>, RawReadOnlyMemoryCodec<long>>(values).Span));
    }

    [Fact]
    public void Bytes_are_adopted_too_but_not_parts_of_them_and_not_twice()
    {
        var buffer = new StoreBuffer<byte>(new TestBlocks(), 100);
        buffer.Span.Fill(7);
        var bytes = buffer.ToReadOnlyMemory();
        Assert.False(Adopts(bytes[1..]));
        Assert.False(Adopts(bytes[..99]));
        Assert.True(Adopts(bytes));
        Assert.False(Adopts(buffer.ToReadOnlyMemory()));
    }

    [Fact]
    public void Filling_ends_with_ToReadOnlyMemory()
    {
        var buffer = new StoreBuffer<int>(HeapBlocks.Instance, 5);
        var memory = buffer.Memory;
        memory.Span[3] = 3;
        Assert.Equal(3, buffer.ToReadOnlyMemory().Span[3]);
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
    }

    [Fact]
    public void The_block_goes_with_the_buffer()
    {
        var blocks = new TestBlocks();
        var buffer = new StoreBuffer<int>(blocks, 5);
        var memory = buffer.ToReadOnlyMemory();
        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal(1, blocks.Only.Disposed);
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => buffer.ToReadOnlyMemory());
        Assert.False(Adopts(memory));
    }

    [Fact]
    public void Types_that_are_not_raw_and_blocks_that_do_not_fit_are_refused()
    {
        Assert.Throws<CodecException>(() => new StoreBuffer<bool>(HeapBlocks.Instance, 1));
        Assert.Throws<CodecException>(() => new StoreBuffer<long>(HeapBlocks.Instance, int.MaxValue));
        var source = new ShortBlocks();
        Assert.Contains("74 bytes at a multiple of 64 was asked for", Assert.Throws<InvalidOperationException>(() => new StoreBuffer<byte>(source, 10)).Message, StringComparison.Ordinal);
        Assert.Equal(1, source.Block.Disposed);
    }

    private static bool Adopts<T>(ReadOnlyMemory<T> values) where T : unmanaged
    {
        var writer = CodecWriter.Gathering();
        RawReadOnlyMemoryCodec<T>.Write(writer, values);
        return writer.TryAdopt(_ => true, out _);
    }

    private sealed class ShortBlocks : IBlockSource
    {
        public TestBlock Block { get; } = new(new byte[1]);

        public IBlock Allocate(long bytes, CancellationToken cancel = default) => Block;
    }
}
