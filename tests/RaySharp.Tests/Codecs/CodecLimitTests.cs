using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>Depth, counts and memory: what is refused, on which side, with which words.</summary>
public sealed class CodecLimitTests
{
    [Fact]
    public void Values_may_nest_to_the_limit() => Assert.Equal(CodecWriter.MaxDepth, Depth(Bytes.Copy<Node, NodeCodec>(Chain(CodecWriter.MaxDepth))));

    [Fact]
    public void A_value_nested_deeper_is_refused_by_the_writer()
    {
        var refused = Assert.Throws<CodecException>(() => Bytes.Of<Node, NodeCodec>(Chain(CodecWriter.MaxDepth + 1)));
        Assert.Contains("deeper than 64 levels", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_holds_itself_is_refused_by_the_writer()
    {
        Node[] children = [default];
        children[0] = new Node(children);
        Assert.Throws<CodecException>(() => Bytes.Of<Node, NodeCodec>(children[0]));
    }

    [Fact]
    public void A_value_nested_deeper_is_refused_by_the_reader()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)2, CodecWriter.MaxDepth + 1), 1];
        Assert.Contains("deeper than 64 levels", Bytes.Refuses<Node, NodeCodec>(bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_arrays_count_as_a_level_like_all_collections()
    {
        var writer = new CodecWriter();
        for (int i = 0; i < CodecWriter.MaxDepth; i++) writer.Enter();
        Assert.Throws<CodecException>(() => RawArrayCodec<int>.Write(writer, []));
    }

    [Fact]
    public void A_count_beyond_the_bytes_left_is_refused()
    {
        var refused = Bytes.Refuses<long[], RawArrayCodec<long>>(3, 0, 0, 0, 0, 0, 0, 0, 0);
        Assert.Contains("announces 2 elements, but only 8 bytes are left", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_without_bytes_travel_up_to_a_limit()
    {
        var most = new VoidResult[CodecWriter.MaxFreeElements];
        Assert.Equal(most.Length, Bytes.Copy<VoidResult[], ArrayCodec<VoidResult, VoidCodec>>(most).Length);
        Assert.Throws<CodecException>(() => Bytes.Of<VoidResult[], ArrayCodec<VoidResult, VoidCodec>>([.. most, default]));
    }

    [Fact]
    public void Elements_without_bytes_are_counted_over_the_whole_input()
    {
        var writer = new CodecWriter();
        writer.WriteCount(3);
        for (int i = 0; i < 3; i++) writer.WriteCount(CodecWriter.MaxFreeElements / 2);
        byte[] bytes = writer.Written.ToArray();
        Assert.Throws<CodecException>(() => Bytes.Read<VoidResult[][], ArrayCodec<VoidResult[], ArrayCodec<VoidResult, VoidCodec>>>(bytes));
    }

    [Fact]
    public void A_cleared_writer_starts_to_count_anew()
    {
        var writer = new CodecWriter();
        for (int i = 0; i < 3; i++)
        {
            ArrayCodec<VoidResult, VoidCodec>.Write(writer, new VoidResult[CodecWriter.MaxFreeElements]);
            writer.Clear();
        }
        Assert.Equal(0, writer.Length);
    }

    [Fact]
    public void Nested_announcements_do_not_add_up()
    {
        const int announced = 1_000_000;
        const int mostPerByte = 32; // 8 ahead of reading, 16 for the one array that grows to be full, some for what is thrown.
        var writer = new CodecWriter();
        for (int i = 0; i < CodecWriter.MaxDepth; i++) writer.WriteCount(announced);
        writer.Reserve(announced + 100).Clear();
        byte[] bytes = [.. writer.Written];
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Bytes.Read<Node, NodeCodec>(bytes);
        }
        catch (CodecException)
        {
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (long)mostPerByte * bytes.Length);
    }

    [Fact]
    public void Elements_much_larger_than_their_bytes_are_made_room_for_as_they_come()
    {
        var large = new Large?[5000];
        large[^1] = default(Large);
        var copy = Bytes.Copy<Large?[], ArrayCodec<Large?, NullableCodec<Large, LargeCodec>>>(large);
        Assert.Equal((5000, true, false), (copy.Length, copy[^1].HasValue, copy[0].HasValue));
    }

    private static Node Chain(int depth) => new(depth == 1 ? [] : [Chain(depth - 1)]);

    private static int Depth(Node node) => 1 + (node.Children is [var child, ..] ? Depth(child) : 0);

    private readonly record struct Node(Node[]? Children);

    private struct NodeCodec : ICodec<Node>
    {
        public static int MinBytes => 1;

        public static void Write(CodecWriter writer, Node value) => ArrayCodec<Node, NodeCodec>.Write(writer, value.Children);

        public static Node Read(ref CodecReader reader) => new(ArrayCodec<Node, NodeCodec>.Read(ref reader));
    }

    [System.Runtime.CompilerServices.InlineArray(1000)]
    private struct Large
    {
        private byte _first;
    }

    private struct LargeCodec : ICodec<Large>
    {
        public static void Write(CodecWriter writer, Large value) { }

        public static Large Read(ref CodecReader reader) => default;
    }
}
