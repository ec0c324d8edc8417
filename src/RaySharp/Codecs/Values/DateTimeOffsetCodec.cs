namespace RaySharp.Codecs;

/// <summary>DateTimeOffset: 10 bytes, the ticks of the local clock and the offset in minutes.</summary>
public struct DateTimeOffsetCodec : ICodec<DateTimeOffset>
{
    private const int MaxOffsetMinutes = 14 * 60;

    /// <inheritdoc/>
    public static int MinBytes => sizeof(long) + sizeof(short);

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, DateTimeOffset value)
    {
        writer.WriteRaw(value.Ticks);
        writer.WriteRaw((short)value.TotalOffsetMinutes);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The ticks, the offset or the moment they mean are out of range, or bytes are missing.</exception>
    public static DateTimeOffset Read(ref CodecReader reader)
    {
        long ticks = reader.ReadRaw<long>();
        short minutes = reader.ReadRaw<short>();
        if (Math.Abs((int)minutes) > MaxOffsetMinutes || !IsMoment(ticks) || !IsMoment(ticks - minutes * TimeSpan.TicksPerMinute))
            throw new CodecException(
                $"A DateTimeOffset has {ticks:N0} ticks and an offset of {minutes} minutes, which none has: the bytes are damaged.");
        return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
    }

    private static bool IsMoment(long ticks) => (ulong)ticks <= (ulong)DateTime.MaxValue.Ticks;
}
