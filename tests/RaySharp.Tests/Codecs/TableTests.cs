using Apache.Arrow;
using Apache.Arrow.Types;
using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>Arrow's tables arrive chunk by chunk as they were.</summary>
public sealed class TableTests
{
    public static TheoryData<string> Kinds => [.. Columns.All.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void Columns_of_every_type_arrive_in_their_chunks(string kind)
    {
        foreach (int rows in new[] { 0, 1, 37 }) Arrives(Batches.TableOf(rows, 5, 4, "int32", kind, kind));
    }

    [Fact]
    public void Tables_without_columns_and_null_arrive()
    {
        Arrives(new Table());
        Assert.Null(Bytes.Copy<Table?, TableCodec>(null));
    }

    [Fact]
    public void Chunks_lie_in_the_memory_and_keep_it()
    {
        var table = Batches.TableOf(50, 3, 8, "int32", "double", "string");
        var pages = new SharedPages(Bytes.Gathered<Table, TableCodec>(table));
        var read = Bytes.ReadShared<Table, TableCodec>(pages.Memory, out long copied);
        Assert.Equal((0, 1), (copied, pages.Uses));
        for (int i = 0; i < 3; i++)
        {
            for (int c = 0; c < read.Column(i).Data.ArrayCount; c++)
                Assert.True(pages.GetSpan().Overlaps(read.Column(i).Data.ArrowArray(c).Data.Buffers[1].Span));
        }
        read.Column(0).Dispose();
        Assert.Equal(ArrowText.Of(table), ArrowText.Of(read));
        Assert.Equal(1, pages.Uses);
    }

    [Fact]
    public void Tables_whose_columns_are_not_those_of_the_schema_are_refused()
    {
        var schema = new Schema([new Field("a", Int32Type.Default, true), new Field("b", Int32Type.Default, true)], null);
        Column Of(int rows) => new(schema.FieldsList[0], (List<IArrowArray>)[Columns.All["int32"](rows, new Random(1))]);
        Refuses(new Table(schema, [Of(1)]), "1 column, but its schema has 2");
        Refuses(new Table(schema, [Of(1), Of(2)]), "2 rows in a table of 1");
        Refuses(new Table(schema, [Of(1), new Column(new Field("c", DoubleType.Default, true), [Columns.All["double"](1, new Random(1))])]), "'c' is of 'double', but of 'int32'");
    }

    private static void Refuses(Table table, string why) =>
        Assert.Contains(why, Assert.Throws<CodecException>(() => Bytes.Of<Table, TableCodec>(table)).Message, StringComparison.Ordinal);

    private static void Arrives(Table table)
    {
        string text = ArrowText.Of(table);
        Assert.Equal(text, ArrowText.Of(Bytes.Copy<Table, TableCodec>(table)));
        Assert.Equal(text, ArrowText.Of(Bytes.ReadShared<Table, TableCodec>(Bytes.Shared(Bytes.Gathered<Table, TableCodec>(table)), out _)));
    }
}
