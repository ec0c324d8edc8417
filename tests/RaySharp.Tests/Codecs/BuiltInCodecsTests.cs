using Apache.Arrow;
using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>Common types have codecs without generated code.</summary>
public sealed class BuiltInCodecsTests
{
    [Fact]
    public void Common_types_are_found()
    {
        Copies(7);
        Copies<int?>(null);
        Copies("text");
        Copies(DateTime.UnixEpoch);
        Copies(1.5m);
        Copies(Guid.NewGuid());
        Copies(new[] { 1.5, double.NaN });
        Copies(new[] { "a", null });
        Copies(new[] { true, false });
        Copies(new List<long> { 1, 2 });
        Copies(new List<string> { "a" });
        Copies(new Dictionary<string, double> { ["a"] = 1 });
        Copies(new Dictionary<int, string> { [1] = "a" });
        Copies(new Dictionary<string, bool> { ["a"] = true });
        Assert.NotNull(BuiltInCodecs.Find<RecordBatch>());
        Assert.NotNull(BuiltInCodecs.Find<Table>());
        Assert.NotNull(BuiltInCodecs.Find<Schema>());
        Assert.NotNull(BuiltInCodecs.Find<ReadOnlyMemory<byte>>());
        Assert.NotNull(BuiltInCodecs.Find<VoidResult>());
    }

    [Fact]
    public void Other_types_are_not() => Assert.Null(BuiltInCodecs.Find<BuiltInCodecsTests>());

    [Fact]
    public void Values_are_copied_raw_where_their_elements_allow_it() => Assert.Same(Codec<int[]>.Of<RawArrayCodec<int>>(), BuiltInCodecs.Find<int[]>());

    [Fact]
    public void They_go_before_those_that_are_registered()
    {
        CodecRegistry.Register<List<Uri>, ListCodec<Uri, BareUriCodec>>();
        Assert.Same(BuiltInCodecs.Find<List<Uri>>(), CodecRegistry.Get<List<Uri>>());
    }

    private static void Copies<T>(T value)
    {
        var codec = CodecRegistry.Get<T>();
        var writer = new CodecWriter();
        codec.Write(writer, value);
        var reader = new CodecReader(writer.Written);
        Assert.Equal(value, codec.Read(ref reader));
        Assert.Equal(0, reader.Remaining);
    }

    private readonly struct BareUriCodec : ICodec<Uri>
    {
        public static void Write(CodecWriter writer, Uri value) => throw new NotSupportedException();

        public static Uri Read(ref CodecReader reader) => throw new NotSupportedException();
    }
}
