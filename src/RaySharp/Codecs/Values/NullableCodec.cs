namespace RaySharp.Codecs;

/// <summary>T? of a value type: one byte, 0 for null or 1, then the value.</summary>
/// <typeparam name="T">The value type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
public struct NullableCodec<T, TCodec> : ICodec<T?> where T : struct where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, T? value)
    {
        BooleanCodec.Write(writer, value.HasValue);
        if (value.HasValue) TCodec.Write(writer, value.GetValueOrDefault());
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The first byte is neither 0 nor 1, or the value is damaged.</exception>
    public static T? Read(ref CodecReader reader) => BooleanCodec.Read(ref reader) ? TCodec.Read(ref reader) : null;
}
