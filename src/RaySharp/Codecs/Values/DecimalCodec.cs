namespace RaySharp.Codecs;

/// <summary>decimal: its four ints (low, middle, high, flags), 16 bytes. Scale and negative zero are kept.</summary>
public struct DecimalCodec : ICodec<decimal>
{
    private const int ScaleShift = 16;
    private const int MaxScale = 28;
    private const int UnusedFlags = 0x7F00FFFF;

    /// <inheritdoc/>
    public static int MinBytes => sizeof(decimal);

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (int part in parts) writer.WriteRaw(part);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The flags are not those of a decimal, or bytes are missing.</exception>
    public static decimal Read(ref CodecReader reader)
    {
        int low = reader.ReadRaw<int>(), middle = reader.ReadRaw<int>(), high = reader.ReadRaw<int>(), flags = reader.ReadRaw<int>();
        int scale = (flags >> ScaleShift) & 0xFF;
        if ((flags & UnusedFlags) != 0 || scale > MaxScale)
            throw new CodecException($"A decimal has the flags 0x{flags:X8}, which no decimal has: the bytes are damaged.");
        return new decimal(low, middle, high, flags < 0, (byte)scale);
    }
}
