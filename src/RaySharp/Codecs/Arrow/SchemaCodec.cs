#nullable disable annotations // One codec serves Schema and Schema?.
using Apache.Arrow;

namespace RaySharp.Codecs;

/// <summary>
/// Arrow's Schema: the fields as a collection (null told apart), each name, nullability, type and metadata; then the schema's metadata.
/// </summary>
/// <remarks>
/// Not Arrow's own IPC form: with one number changed in a schema of 248 bytes, Arrow's reader (23.0.0) follows a flatbuffer in a circle
/// until the stack is full, and no process survives that. Types with a layout of their own that this library does not send (unions,
/// list views, run-end encoded, extensions) are refused.
/// </remarks>
public struct SchemaCodec : ICodec<Schema>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    /// <exception cref="CodecException">A field has a type that cannot be sent, or is nested too deep.</exception>
    public static void Write(CodecWriter writer, Schema value)
    {
        ReadOnlyListCodec<Field, FieldCodec>.Write(writer, value?.FieldsList);
        if (value is not null) MetadataCodec.Write(writer, value.Metadata);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The bytes are not a schema.</exception>
    public static Schema Read(ref CodecReader reader)
    {
        var fields = ArrayCodec<Field, FieldCodec>.Read(ref reader);
        if (fields is null) return null;
        var metadata = MetadataCodec.Read(ref reader);
        return new Schema(fields, metadata);
    }
}
