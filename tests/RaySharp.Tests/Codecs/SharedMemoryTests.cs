using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>Values in shared memory are read where they lie, which lives as long as they do.</summary>
public sealed class SharedMemoryTests
{
    private const int Count = CodecWriter.GatherBytes;

    [Fact]
    public void Memories_are_views_of_what_they_are_read_from()
    {
        var pages = new SharedPages(Bytes.Gathered<ReadOnlyMemory<long>, RawReadOnlyMemoryCodec<long>>(new long[Count]));
        var longs = Bytes.ReadShared<ReadOnlyMemory<long>, RawReadOnlyMemoryCodec<long>>(pages.Memory, out long copied);
        Assert.True(Overlap(pages, longs.Span));
        Assert.True(Overlap(pages, longs[7..].Span));
        Assert.Equal((0, 1), (copied, pages.Uses));
        pages = new SharedPages(Bytes.Gathered<ReadOnlyMemory<byte>, RawReadOnlyMemoryCodec<byte>>(new byte[Count]));
        Assert.True(Overlap(pages, Bytes.ReadShared<ReadOnlyMemory<byte>, RawReadOnlyMemoryCodec<byte>>(pages.Memory, out _).Span));
        GC.KeepAlive(pages);
    }

    [Fact]
    public void Writable_and_small_values_are_copies()
    {
        byte[] bytes = Bytes.Gathered<byte[], RawArrayCodec<byte>>(new byte[Count]);
        var pages = new SharedPages(bytes);
        Assert.False(Overlap<byte>(pages, Bytes.ReadShared<byte[], RawArrayCodec<byte>>(pages.Memory, out long copied)));
        Assert.Equal(Count, copied);
        Assert.False(Overlap<byte>(pages, CollectionsMarshal.AsSpan(Bytes.ReadShared<List<byte>, RawListCodec<byte>>(pages.Memory, out copied))));
        Assert.Equal(Count, copied);
        Assert.False(Overlap<byte>(pages, Bytes.ReadShared<Memory<byte>, RawMemoryCodec<byte>>(pages.Memory, out _).Span));
        var small = new SharedPages(Bytes.Gathered<ReadOnlyMemory<byte>, RawReadOnlyMemoryCodec<byte>>(new byte[Count - 1]));
        Assert.False(Overlap(small, Bytes.ReadShared<ReadOnlyMemory<byte>, RawReadOnlyMemoryCodec<byte>>(small.Memory, out copied).Span));
        Assert.Equal((0, 0, 0), (copied, pages.Uses, small.Uses));
    }

    [Fact]
    public void What_lies_at_an_unsuitable_address_is_copied()
    {
        var pages = new SharedPages((byte[])[0, .. Bytes.Gathered<ReadOnlyMemory<long>, RawReadOnlyMemoryCodec<long>>(new long[Count])]);
        var longs = Bytes.ReadShared<ReadOnlyMemory<long>, RawReadOnlyMemoryCodec<long>>(pages.Memory[1..], out long copied);
        Assert.Equal((false, Count * 8), (Overlap(pages, longs.Span), copied));
        pages = new SharedPages((byte[])[0, .. Bytes.Gathered<RecordBatch, RecordBatchCodec>(Batches.Of(Count, 1, "double"))]);
        var batch = Bytes.ReadShared<RecordBatch, RecordBatchCodec>(pages.Memory[1..], out copied);
        Assert.Equal((false, true), (Overlap(pages, batch.Column(0).Data.Buffers[1].Span), copied > Count * 8));
    }

    [Fact]
    public void Columns_of_every_type_lie_in_the_memory()
    {
        var batch = Batches.Of(50, 3, [.. Columns.All.Keys]);
        var pages = new SharedPages(Bytes.Gathered<RecordBatch, RecordBatchCodec>(batch));
        var read = Bytes.ReadShared<RecordBatch, RecordBatchCodec>(pages.Memory, out long copied);
        Assert.Equal(ArrowText.Of(batch), ArrowText.Of(read));
        Assert.Equal((0, 1), (copied, pages.Uses));
        var buffers = read.Arrays.SelectMany(column => Buffers(column.Data)).Where(buffer => !buffer.IsEmpty).ToArray();
        Assert.All(buffers, buffer => Assert.True(Overlap(pages, buffer.Span)));
        Assert.NotEmpty(buffers);
    }

    [Fact]
    public void Reading_writes_nothing()
    {
        var (batch, table) = (Batches.Of(50, 3, [.. Columns.All.Keys]), Batches.TableOf(50, 4, 7, [.. Columns.All.Keys]));
        using IDisposable batchPages = new ReadOnlyPages(Bytes.Gathered<RecordBatch, RecordBatchCodec>(batch));
        Assert.Equal(ArrowText.Of(batch), ArrowText.Of(Bytes.ReadShared<RecordBatch, RecordBatchCodec>(((ReadOnlyPages)batchPages).Memory, out _)));
        using IDisposable tablePages = new ReadOnlyPages(Bytes.Gathered<Table, TableCodec>(table));
        Assert.Equal(ArrowText.Of(table), ArrowText.Of(Bytes.ReadShared<Table, TableCodec>(((ReadOnlyPages)tablePages).Memory, out _)));
        using IDisposable longPages = new ReadOnlyPages(Bytes.Gathered<Memory<long>, RawMemoryCodec<long>>(new long[Count]));
        Bytes.ReadShared<Memory<long>, RawMemoryCodec<long>>(((ReadOnlyPages)longPages).Memory, out _).Span.Fill(1);
    }

    [Fact]
    public void A_disposed_batch_lets_go_of_its_memory_and_cannot_be_read()
    {
        var pages = new SharedPages(Bytes.Gathered<RecordBatch, RecordBatchCodec>(Batches.Of(50, 2, "int32", "string", "bool")));
        var batch = Bytes.ReadShared<RecordBatch, RecordBatchCodec>(pages.Memory, out _);
        var (ints, text, bits) = ((Int32Array)batch.Column(0), (StringArray)batch.Column(1), (BooleanArray)batch.Column(2));
        var slice = (Int32Array)batch.Slice(1, 2).Column(0);
        var memory = ints.ValueBuffer.Memory;
        batch.Dispose();
        batch.Dispose();
        Assert.Equal(0, pages.Uses);
        Assert.Throws<ObjectDisposedException>(() => ints.GetValue(0));
        Assert.Throws<ObjectDisposedException>(() => ints.Values.Length);
        Assert.Throws<ObjectDisposedException>(() => text.GetString(0));
        Assert.Throws<ObjectDisposedException>(() => bits.GetValue(0));
        Assert.Throws<ObjectDisposedException>(() => slice.GetValue(0));
        Assert.Throws<ObjectDisposedException>(() => memory.Pin());
        Assert.Throws<ObjectDisposedException>(() => Bytes.Gathered<RecordBatch, RecordBatchCodec>(batch));
        Assert.Throws<ObjectDisposedException>(() => Bytes.Of<RecordBatch, RecordBatchCodec>(batch));
    }

    [Fact]
    public void Refused_bytes_are_let_go_of()
    {
        byte[] bytes = Bytes.Gathered<RecordBatch, RecordBatchCodec>(Batches.Of(50, 2, "int32"));
        bytes[64] ^= 1;
        var pages = new SharedPages(bytes);
        Assert.Throws<CodecException>(() => Bytes.ReadShared<RecordBatch, RecordBatchCodec>(pages.Memory, out _));
        Assert.Equal(0, pages.Uses);
    }

    [Fact]
    public void A_column_or_a_memory_keeps_the_pages_alive()
    {
        var (pages, column) = ReadColumn();
        Assert.True(IsAlive(pages));
        Assert.Contains(Enumerable.Range(0, 40), row => column.GetValue(row) is not null);
        var (longPages, longs) = ReadLongs();
        Assert.True(IsAlive(longPages));
        Assert.Equal(5, longs.Span[0]);
        GC.KeepAlive(column);
    }

    [Fact]
    public void The_pages_go_with_the_last_view()
    {
        Assert.False(IsAlive(Dropped(ReadColumn)));
        Assert.False(IsAlive(Dropped(ReadLongs)));
        var (pages, batch) = ReadDisposed();
        Assert.False(IsAlive(pages)); // though the batch is still there
        GC.KeepAlive(batch);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Pages, Int32Array Column) ReadColumn()
    {
        var pages = new SharedPages(Bytes.Gathered<RecordBatch, RecordBatchCodec>(Batches.Of(50, 3, "int32")));
        var batch = Bytes.ReadShared<RecordBatch, RecordBatchCodec>(pages.Memory, out _);
        return (new WeakReference(pages), (Int32Array)batch.Slice(1, 40).Column(0));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Pages, RecordBatch Batch) ReadDisposed()
    {
        var pages = new SharedPages(Bytes.Gathered<RecordBatch, RecordBatchCodec>(Batches.Of(50, 3, "int32")));
        var batch = Bytes.ReadShared<RecordBatch, RecordBatchCodec>(pages.Memory, out _);
        batch.Dispose();
        return (new WeakReference(pages), batch);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Pages, ReadOnlyMemory<long> Longs) ReadLongs()
    {
        long[] values = new long[Count];
        values[5] = 5;
        var pages = new SharedPages(Bytes.Gathered<ReadOnlyMemory<long>, RawReadOnlyMemoryCodec<long>>(values));
        return (new WeakReference(pages), Bytes.ReadShared<ReadOnlyMemory<long>, RawReadOnlyMemoryCodec<long>>(pages.Memory, out _)[5..]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Dropped<T>(Func<(WeakReference Pages, T View)> read) => read().Pages;

    private static bool IsAlive(WeakReference pages)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return pages.IsAlive;
    }

    private static IEnumerable<ArrowBuffer> Buffers(ArrayData? data) => data is null
        ? []
        : data.Buffers.Concat((data.Children ?? []).SelectMany(Buffers)).Concat(Buffers(data.Dictionary));

    private static bool Overlap<T>(SharedPages pages, ReadOnlySpan<T> values) where T : unmanaged =>
        pages.GetSpan().Overlaps(MemoryMarshal.AsBytes(values));
}
