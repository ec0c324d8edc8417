namespace RaySharp.Codecs;

/// <summary>DateOnly: its day number, 4 bytes.</summary>
public struct DateOnlyCodec : ICodec<DateOnly>
{
    /// <inheritdoc/>
    public static int MinBytes => sizeof(int);

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, DateOnly value) => writer.WriteRaw(value.DayNumber);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The day is out of range, or bytes are missing.</exception>
    public static DateOnly Read(ref CodecReader reader)
    {
        int day = reader.ReadRaw<int>();
        return (uint)day <= (uint)DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber(day)
            : throw new CodecException($"A DateOnly has the day number {day}, which none has: the bytes are damaged.");
    }
}
