#nullable disable annotations // No metadata is null.

namespace RaySharp.Codecs;

/// <summary>Metadata of an Arrow schema or field: a collection of pairs of strings, null if there is none.</summary>
internal struct MetadataCodec : ICodec<IReadOnlyDictionary<string, string>>
{
    public static int MinBytes => 1;

    public static void Write(CodecWriter writer, IReadOnlyDictionary<string, string> value) =>
        Pairs<string, StringCodec, string, StringCodec>.WriteSequence(writer, value);

    public static IReadOnlyDictionary<string, string> Read(ref CodecReader reader) =>
        DictionaryCodec<string, StringCodec, string, StringCodec>.Read(ref reader);
}
