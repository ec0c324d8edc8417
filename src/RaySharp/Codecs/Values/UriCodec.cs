#nullable disable annotations // One codec serves Uri and Uri?.
namespace RaySharp.Codecs;

/// <summary>
/// Uri: one byte (0 null, 1 relative, 2 absolute), then the original string. Special <see cref="UriCreationOptions"/> are not kept.
/// </summary>
public struct UriCodec : ICodec<Uri>
{
    private const byte Null = 0;
    private const byte Relative = 1;
    private const byte Absolute = 2;

    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, Uri value)
    {
        writer.WriteRaw(value is null ? Null : value.IsAbsoluteUri ? Absolute : Relative);
        if (value is not null) StringCodec.Write(writer, value.OriginalString);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The string is not a URI of that kind.</exception>
    public static Uri Read(ref CodecReader reader)
    {
        byte kind = reader.ReadRaw<byte>();
        if (kind == Null) return null;
        if (kind > Absolute) throw new CodecException($"A Uri has the kind {kind}; 0 to 2 are valid: the bytes are damaged.");
        string text = StringCodec.Read(ref reader);
        var wanted = kind == Absolute ? UriKind.Absolute : UriKind.Relative;
        return Uri.TryCreate(text, wanted, out var uri)
            ? uri
            : throw new CodecException($"A text of {text?.Length ?? 0:N0} characters is no {wanted} URI: the bytes are damaged.");
    }
}
