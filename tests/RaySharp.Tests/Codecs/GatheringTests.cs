using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using CsCheck;
using RaySharp.Blocks;
using RaySharp.Codecs;
using TextCodec = RaySharp.Codecs.StringCodec;

namespace RaySharp.Tests.Codecs;

/// <summary>A gathering writer copies large payloads once, to where they will stay.</summary>
public sealed class GatheringTests
{
    private const int Enough = CodecWriter.GatherBytes;

    private static readonly Gen<int> _lengths = Gen.OneOf(Gen.Int[0, 100], Gen.Int[Enough - 9, Enough + 9], Gen.Int[Enough, 3 * Enough]);

    [Fact]
    public void Large_values_of_all_kinds_come_back_in_both_modes_from_both_readers() => Gen.Select(Gen.Int[0, 200], _lengths, _lengths, _lengths, Gen.Int)
        .Sample((text, longs, bytes, list, seed) => new Mixed(
            new string('t', text), Random<long>(longs / 8, seed), Random<byte>(bytes, seed + 1), [.. Random<short>(list / 2, seed + 2)],
            [.. Random<double>(longs / 8, seed + 3)], Random<Guid>(bytes / 16, seed + 4), Batches.Of(text, seed, "int32", "string")).ComesBack(), iter: 40);

    [Fact]
    public void Payloads_start_at_multiples_of_64()
    {
        byte[] values = Random<byte>(Enough, 1);
        for (int before = 0; before < 130; before++)
        {
            var writer = CodecWriter.Gathering();
            writer.Reserve(before).Clear();
            RawArrayCodec<byte>.Write(writer, values);
            RawArrayCodec<byte>.Write(writer, values);
            byte[] bytes = new byte[writer.TotalLength];
            writer.CopyTo(bytes);
            int first = bytes.AsSpan().IndexOf(values), second = bytes.AsSpan().LastIndexOf(values);
            Assert.Equal((0, 0), (first % AlignedMemory.Alignment, second % AlignedMemory.Alignment));
            Assert.InRange(second - first, Enough + 1, Enough + 2 * AlignedMemory.Alignment);
        }
    }

    [Fact]
    public void Small_payloads_have_one_form_in_both_modes() =>
        Assert.Equal(Bytes.Of<int[], RawArrayCodec<int>>([1, 2, 3]), Bytes.Gathered<int[], RawArrayCodec<int>>([1, 2, 3]));

    [Fact]
    public void Codecs_of_single_elements_read_gathered_payloads_too()
    {
        int[] values = Random<int>(Enough, 1);
        byte[] bytes = Bytes.Gathered<int[], RawArrayCodec<int>>(values);
        Assert.Equal(values, Bytes.Read<int[], ArrayCodec<int, RawCodec<int>>>(bytes));
        Assert.Equal(values, Bytes.Read<IEnumerable<int>, EnumerableCodec<int, RawCodec<int>>>(bytes));
    }

    [Fact]
    public void Nothing_is_copied_before_it_is_copied_to_its_place()
    {
        var writer = CodecWriter.Gathering();
        RawListCodec<byte>.Write(writer, [.. new byte[10 * Enough]]);
        RecordBatchCodec.Write(writer, Batches.Of(10, 1, "int32"));
        Assert.Equal(0, writer.CopiedBytes);
        Assert.InRange(writer.Length, 1, 200);
        writer.CopyTo(new byte[writer.TotalLength]);
        Assert.Equal(writer.TotalLength, writer.CopiedBytes);
    }

    [Fact]
    public void A_plain_writer_counts_the_large_payloads_that_it_copies()
    {
        var writer = new CodecWriter();
        RawArrayCodec<byte>.Write(writer, new byte[Enough - 1]);
        Assert.Equal(0, writer.CopiedBytes);
        RawArrayCodec<byte>.Write(writer, new byte[Enough]);
        Assert.Equal(Enough, writer.CopiedBytes);
    }

    [Fact]
    public void A_plain_writer_can_be_copied_to_a_place_too()
    {
        var writer = new CodecWriter();
        TextCodec.Write(writer, "text");
        byte[] bytes = new byte[writer.TotalLength + 1];
        writer.CopyTo(bytes);
        Assert.Equal([.. writer.Written, 0], bytes);
    }

    [Fact]
    public void What_was_gathered_cannot_be_had_in_one_piece_before()
    {
        var writer = CodecWriter.Gathering();
        TextCodec.Write(writer, "text");
        Assert.Equal(5, writer.Written.Length);
        RawArrayCodec<byte>.Write(writer, new byte[Enough]);
        Assert.Contains("use CopyTo", Assert.Throws<InvalidOperationException>(() => writer.Written.Length).Message, StringComparison.Ordinal);
        writer.Clear();
        Assert.Equal((0, 0L), (writer.Written.Length, writer.TotalLength));
    }

    [Fact]
    public void A_list_that_changes_meanwhile_is_noticed()
    {
        List<byte> list = [.. new byte[Enough]];
        var writer = CodecWriter.Gathering();
        RawListCodec<byte>.Write(writer, list);
        list.Add(1);
        Assert.Contains("Do not change", Assert.Throws<CodecException>(() => writer.CopyTo(new byte[writer.TotalLength])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_that_are_not_raw_are_refused_in_this_mode_too() =>
        Assert.Throws<CodecException>(() => Bytes.Gathered<bool[], RawArrayCodec<bool>>(new bool[Enough]));

    [Fact]
    public void An_escape_with_a_count_that_cannot_be_is_refused()
    {
        foreach (byte[] tail in new byte[][] { [], [0], [0, 0], [9, 0, 1, 2, 3], [2, 5, 1], [255, 255, 255, 255, 255, 255, 255, 255, 255, 2] })
            Bytes.Refuses<byte[], RawArrayCodec<byte>>([0x84, 0x80, 0x80, 0x80, 0x40, .. tail]);
        Assert.Equal([7], Bytes.Read<byte[], RawArrayCodec<byte>>([0x84, 0x80, 0x80, 0x80, 0x40, 2, 3, 0, 0, 0, 7]));
    }

    [Fact]
    public void Damaged_gathered_bytes_give_a_value_or_a_CodecException() => Gen.Select(Mutation.Gen.Array[1, 4], Gen.Int[0, 63]).Sample((mutations, before) =>
    {
        var writer = CodecWriter.Gathering();
        writer.Reserve(before).Clear();
        RawReadOnlyMemoryCodec<long>.Write(writer, new long[Enough / 8]);
        byte[] bytes = new byte[writer.TotalLength];
        writer.CopyTo(bytes);
        byte[] damaged = mutations.Aggregate(bytes[before..(before + 80)], (b, m) => m.Apply(b));
        var reader = CodecReader.OverMemory(Bytes.Shared([.. damaged, .. bytes[(before + 80)..]]));
        try
        {
            long sum = 0;
            foreach (long value in RawReadOnlyMemoryCodec<long>.Read(ref reader).Span) sum += value;
        }
        catch (CodecException)
        {
        }
    }, iter: 300);

    private static T[] Random<T>(int count, int seed) where T : unmanaged
    {
        var values = new T[count];
        new Random(seed).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private sealed record Mixed(string Text, long[] Longs, ReadOnlyMemory<byte> Bytes, List<short> List, ImmutableArray<double> Doubles, ReadOnlyMemory<Guid> Guids, RecordBatch Batch)
    {
        public void ComesBack()
        {
            var plain = new CodecWriter();
            Write(plain);
            var gathering = CodecWriter.Gathering();
            Write(gathering);
            byte[] gathered = new byte[gathering.TotalLength];
            gathering.CopyTo(gathered);
            byte[] plainBytes = plain.Written.ToArray();
            foreach (byte[] bytes in new[] { plainBytes, gathered })
            {
                var reader = new CodecReader(bytes);
                IsRead(ref reader);
                var shared = CodecReader.OverMemory(Codecs.Bytes.Shared(bytes));
                IsRead(ref shared);
                if (bytes == gathered) Assert.Equal(Large(Longs) + Large(List.ToArray()) + Large(Doubles.ToArray()), shared.CopiedBytes);
            }
        }

        private void Write(CodecWriter writer)
        {
            TextCodec.Write(writer, Text);
            RawArrayCodec<long>.Write(writer, Longs);
            RawReadOnlyMemoryCodec<byte>.Write(writer, Bytes);
            RawListCodec<short>.Write(writer, List);
            RawImmutableArrayCodec<double>.Write(writer, Doubles);
            RawReadOnlyMemoryCodec<Guid>.Write(writer, Guids);
            RecordBatchCodec.Write(writer, Batch);
            TextCodec.Write(writer, Text);
        }

        private void IsRead(ref CodecReader reader)
        {
            Assert.Equal(Text, TextCodec.Read(ref reader));
            Assert.True(Longs.AsSpan().SequenceEqual(RawArrayCodec<long>.Read(ref reader)));
            Assert.True(Bytes.Span.SequenceEqual(RawReadOnlyMemoryCodec<byte>.Read(ref reader).Span));
            Assert.Equal(List, RawListCodec<short>.Read(ref reader));
            Assert.Equal(Doubles.Select(BitConverter.DoubleToInt64Bits), RawImmutableArrayCodec<double>.Read(ref reader).Select(BitConverter.DoubleToInt64Bits));
            Assert.True(Guids.Span.SequenceEqual(RawReadOnlyMemoryCodec<Guid>.Read(ref reader).Span));
            Assert.Equal(ArrowText.Of(Batch), ArrowText.Of(RecordBatchCodec.Read(ref reader)));
            Assert.Equal(Text, TextCodec.Read(ref reader));
            Assert.Equal(0, reader.Remaining);
        }

        private static long Large<T>(T[] values) => (long)values.Length * Unsafe.SizeOf<T>() is var bytes and >= Enough ? bytes : 0;
    }
}
