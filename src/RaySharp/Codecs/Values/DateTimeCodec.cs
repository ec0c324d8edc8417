namespace RaySharp.Codecs;

/// <summary>
/// DateTime: 8 bytes, the ticks with the kind in the two highest bits. Ticks and Kind arrive as they are; nothing is converted between
/// time zones, so a local time stays the same clock reading. Of an hour that a clock change repeats, which of the two it was is not kept.
/// </summary>
public struct DateTimeCodec : ICodec<DateTime>
{
    private const int KindShift = 62;
    private const ulong TicksMask = (1UL << KindShift) - 1;

    /// <inheritdoc/>
    public static int MinBytes => sizeof(ulong);

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, DateTime value) => writer.WriteRaw((ulong)value.Ticks | ((ulong)value.Kind << KindShift));

    /// <inheritdoc/>
    /// <exception cref="CodecException">The kind or the ticks are out of range, or bytes are missing.</exception>
    public static DateTime Read(ref CodecReader reader)
    {
        ulong bits = reader.ReadRaw<ulong>();
        long ticks = (long)(bits & TicksMask);
        var kind = (DateTimeKind)(bits >> KindShift);
        if (kind > DateTimeKind.Local || ticks > DateTime.MaxValue.Ticks)
            throw new CodecException($"A DateTime has {ticks:N0} ticks and kind {(int)kind}, which none has: the bytes are damaged.");
        return new DateTime(ticks, kind);
    }
}
