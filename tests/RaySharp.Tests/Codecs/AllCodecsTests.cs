using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>What holds for every codec.</summary>
public sealed class AllCodecsTests
{
    public static TheoryData<string> Names => CodecCases.Names;

    [Theory, MemberData(nameof(Names))]
    public void A_value_comes_back_as_it_was(string codec) => CodecCases.Named(codec).RoundTrips();

    [Theory, MemberData(nameof(Names))]
    public void Random_bytes_give_a_value_or_a_CodecException_within_the_memory_they_justify(string codec) =>
        CodecCases.Named(codec).RefusesOrReadsRandomBytes();

    [Theory, MemberData(nameof(Names))]
    public void Mutated_bytes_give_a_value_or_a_CodecException_within_the_memory_they_justify(string codec) =>
        CodecCases.Named(codec).RefusesOrReadsMutatedBytes();

    [Theory, MemberData(nameof(Names))]
    public void Truncated_bytes_give_a_value_or_a_CodecException(string codec) => CodecCases.Named(codec).RefusesTruncatedBytesOrReadsThem();

    [Fact]
    public void Every_public_codec_of_the_library_is_under_test()
    {
        var codecs = typeof(RawCodec<>).Assembly.GetExportedTypes().Where(type => type.IsValueType && type.Namespace == typeof(RawCodec<>).Namespace && type.GetInterfaces().Any(IsCodec));
        Assert.Empty(codecs.Except(CodecCases.All.Select(each => each.Codec)).Select(type => type.Name));
    }

    private static bool IsCodec(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ICodec<>);
}
