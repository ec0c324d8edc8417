namespace RaySharp.Codecs;

/// <summary>bool: one byte, 0 or 1. Any other byte is refused: a bool that holds 2 is neither true nor false to compiled code.</summary>
public struct BooleanCodec : ICodec<bool>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, bool value) => writer.WriteRaw(value ? (byte)1 : (byte)0);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The byte is neither 0 nor 1, or missing.</exception>
    public static bool Read(ref CodecReader reader)
    {
        byte value = reader.ReadRaw<byte>();
        return value <= 1
            ? value == 1
            : throw new CodecException($"A bool is encoded as {value}; only 0 and 1 are valid: the bytes are damaged.");
    }
}
