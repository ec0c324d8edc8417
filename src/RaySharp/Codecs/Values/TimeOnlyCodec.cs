namespace RaySharp.Codecs;

/// <summary>TimeOnly: its ticks, 8 bytes.</summary>
public struct TimeOnlyCodec : ICodec<TimeOnly>
{
    /// <inheritdoc/>
    public static int MinBytes => sizeof(long);

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, TimeOnly value) => writer.WriteRaw(value.Ticks);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The ticks are not within a day, or bytes are missing.</exception>
    public static TimeOnly Read(ref CodecReader reader)
    {
        long ticks = reader.ReadRaw<long>();
        return (ulong)ticks < TimeSpan.TicksPerDay
            ? new TimeOnly(ticks)
            : throw new CodecException($"A TimeOnly has {ticks:N0} ticks, which none has: the bytes are damaged.");
    }
}
