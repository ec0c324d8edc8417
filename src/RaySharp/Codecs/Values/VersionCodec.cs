#nullable disable annotations // One codec serves Version and Version?.
namespace RaySharp.Codecs;

/// <summary>Version: one byte, how many components it has (2 to 4; 0 for null), then these as ints.</summary>
public struct VersionCodec : ICodec<Version>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, Version value)
    {
        byte components = value is null ? (byte)0 : value.Build < 0 ? (byte)2 : value.Revision < 0 ? (byte)3 : (byte)4;
        writer.WriteRaw(components);
        if (value is null) return;
        writer.WriteRaw(value.Major);
        writer.WriteRaw(value.Minor);
        if (components > 2) writer.WriteRaw(value.Build);
        if (components > 3) writer.WriteRaw(value.Revision);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The number of components or one of them is out of range, or bytes are missing.</exception>
    public static Version Read(ref CodecReader reader)
    {
        byte components = reader.ReadRaw<byte>();
        return components switch
        {
            0 => null,
            2 => new Version(Component(ref reader), Component(ref reader)),
            3 => new Version(Component(ref reader), Component(ref reader), Component(ref reader)),
            4 => new Version(Component(ref reader), Component(ref reader), Component(ref reader), Component(ref reader)),
            _ => throw new CodecException($"A Version has {components} components; 2 to 4 are valid: the bytes are damaged."),
        };
    }

    private static int Component(ref CodecReader reader)
    {
        int value = reader.ReadRaw<int>();
        return value >= 0 ? value : throw new CodecException($"A Version has the component {value}: the bytes are damaged.");
    }
}
