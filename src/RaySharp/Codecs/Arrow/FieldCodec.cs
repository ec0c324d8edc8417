using Apache.Arrow;

namespace RaySharp.Codecs;

/// <summary>A field of an Arrow schema or nested type: name, nullability, type, metadata.</summary>
internal struct FieldCodec : ICodec<Field>
{
    public static int MinBytes => 4;

    public static void Write(CodecWriter writer, Field value)
    {
        writer.Enter();
        StringCodec.Write(writer, value.Name);
        BooleanCodec.Write(writer, value.IsNullable);
        ArrowTypeCodec.Write(writer, value.DataType);
        MetadataCodec.Write(writer, value.Metadata);
        writer.Leave();
    }

    public static Field Read(ref CodecReader reader)
    {
        reader.Enter();
        string name = StringCodec.Read(ref reader) ?? throw new CodecException("An Arrow field has no name: the bytes are damaged.");
        bool nullable = BooleanCodec.Read(ref reader);
        var type = ArrowTypeCodec.Read(ref reader);
        var field = new Field(name, type, nullable, MetadataCodec.Read(ref reader));
        reader.Leave();
        return field;
    }
}
