namespace RaySharp.Codecs;

/// <summary>
/// Numbers in place of a count, larger than any count, that announce another form of what follows. A reader that does not know
/// them refuses them as a count that cannot be true, so a form is never mistaken for another.
/// </summary>
internal static class CodecEscapes
{
    // The lowest seven bits differ, so that the first byte tells most counts apart.
    public const ulong Utf16 = (1UL << 34) | 1;
    public const ulong Ordinal = (1UL << 34) | 2;
    public const ulong OrdinalIgnoreCase = (1UL << 34) | 3;
    public const ulong Aligned = (1UL << 34) | 4;

    /// <summary>Bytes that each of them takes.</summary>
    public const int Bytes = 5;
}
