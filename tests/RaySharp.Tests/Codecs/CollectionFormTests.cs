using System.Collections.Immutable;
using CsCheck;
using RaySharp.Codecs;
using TextCodec = RaySharp.Codecs.StringCodec;

namespace RaySharp.Tests.Codecs;

/// <summary>All collections have one form: a count, then the elements.</summary>
public sealed class CollectionFormTests
{
    [Fact]
    public void Raw_and_general_codecs_write_the_same_bytes() => Values.Int.Array[0, 50].Sample(items =>
    {
        byte[] bytes = Bytes.Of<int[], ArrayCodec<int, RawCodec<int>>>(items);
        Assert.Equal(bytes, Bytes.Of<int[], RawArrayCodec<int>>(items));
        Assert.Equal(bytes, Bytes.Of<List<int>, RawListCodec<int>>([.. items]));
        Assert.Equal(bytes, Bytes.Of<List<int>, ListCodec<int, RawCodec<int>>>([.. items]));
        Assert.Equal(bytes, Bytes.Of<Memory<int>, RawMemoryCodec<int>>(items));
        Assert.Equal(bytes, Bytes.Of<Memory<int>, MemoryCodec<int, RawCodec<int>>>(items));
        Assert.Equal(bytes, Bytes.Of<ReadOnlyMemory<int>, RawReadOnlyMemoryCodec<int>>(items));
        Assert.Equal(bytes, Bytes.Of<ImmutableArray<int>, RawImmutableArrayCodec<int>>([.. items]));
        Assert.Equal(bytes, Bytes.Of<ImmutableArray<int>, ImmutableArrayCodec<int, RawCodec<int>>>([.. items]));
    });

    [Fact]
    public void Ordered_collections_write_the_same_bytes() => Values.Text.Array[0, 20].Sample(items =>
    {
        byte[] bytes = Bytes.Of<string[], ArrayCodec<string, TextCodec>>(items);
        Assert.Equal(bytes, Bytes.Of<Queue<string>, QueueCodec<string, TextCodec>>(new(items)));
        Assert.Equal(bytes, Bytes.Of<Stack<string>, StackCodec<string, TextCodec>>(new(items.Reverse())));
        Assert.Equal(bytes, Bytes.Of<LinkedList<string>, LinkedListCodec<string, TextCodec>>(new(items)));
        Assert.Equal(bytes, Bytes.Of<ImmutableList<string>, ImmutableListCodec<string, TextCodec>>([.. items]));
        Assert.Equal(bytes, Bytes.Of<IEnumerable<string>, EnumerableCodec<string, TextCodec>>(items.Where(_ => true)));
        Assert.Equal(bytes, Bytes.Of<IList<string>, IListCodec<string, TextCodec>>(items));
        Assert.Equal(bytes, Bytes.Of<IReadOnlyCollection<string>, ReadOnlyCollectionCodec<string, TextCodec>>(new Queue<string>(items)));
    });

    [Fact]
    public void Sets_and_dictionaries_can_be_read_from_arrays()
    {
        Assert.Equal([1, 2, 3], Bytes.Read<HashSet<int>, HashSetCodec<int, RawCodec<int>>>(Bytes.Of<int[], RawArrayCodec<int>>([1, 2, 3])).Order());
        byte[] pairs = Bytes.Of<KeyValuePair<string, int>[], ArrayCodec<KeyValuePair<string, int>, KeyValuePairCodec<string, TextCodec, int, RawCodec<int>>>>(
            [new("a", 1), new("b", 2)]);
        Assert.Equal(2, Bytes.Read<Dictionary<string, int>, DictionaryCodec<string, TextCodec, int, RawCodec<int>>>(pairs)["b"]);
    }

    [Fact]
    public void A_single_encoded_element_can_be_spliced_in()
    {
        var writer = new CodecWriter();
        writer.WriteCount(3);
        TextCodec.Write(writer, "a");
        writer.WriteBytes(Bytes.Of<string, TextCodec>("spliced"));
        TextCodec.Write(writer, "c");
        Assert.Equal(["a", "spliced", "c"], Bytes.Read<List<string>, ListCodec<string, TextCodec>>(writer.Written.ToArray()));
    }

    [Fact]
    public void A_variant_array_is_sent_as_its_declared_type()
    {
        object[] objects = new string[] { "a" };
        Assert.Equal(["a"], Bytes.Copy<string[], ArrayCodec<string, TextCodec>>((string[])objects));
        Assert.Equal([uint.MaxValue], Bytes.Copy<uint[], RawArrayCodec<uint>>((uint[])(object)new int[] { -1 }));
    }

    [Fact]
    public void Null_is_refused_where_the_type_has_none()
    {
        Assert.Contains("has no null", Bytes.Refuses<Memory<int>, RawMemoryCodec<int>>(0).Message, StringComparison.Ordinal);
        Assert.Contains("has no null", Bytes.Refuses<ReadOnlyMemory<string>, ReadOnlyMemoryCodec<string, TextCodec>>(0).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_codec_serves_annotated_and_unannotated_types()
    {
        CodecRegistry.Register<List<string?>?, ListCodec<string?, TextCodec>>(); // Compiles without warnings: that is the test.
        CodecRegistry.Register<List<string>, ListCodec<string, TextCodec>>();
        Assert.Same(CodecRegistry.Get<List<string>>(), CodecRegistry.Get<List<string?>?>());
    }
}
