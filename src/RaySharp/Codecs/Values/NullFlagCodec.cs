#nullable disable annotations // One codec serves T and T?.
namespace RaySharp.Codecs;

/// <summary>
/// Null for a codec of a class that cannot write it: one byte, 0 for null or 1, then the value. The form of <see cref="NullableCodec{T,
/// TCodec}"/>.
/// </summary>
/// <typeparam name="T">The class.</typeparam>
/// <typeparam name="TCodec">A codec that need not handle null.</typeparam>
public struct NullFlagCodec<T, TCodec> : ICodec<T> where T : class where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, T value)
    {
        BooleanCodec.Write(writer, value is not null);
        if (value is not null) TCodec.Write(writer, value);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecException">The first byte is neither 0 nor 1, or the value is damaged.</exception>
    public static T Read(ref CodecReader reader) => BooleanCodec.Read(ref reader) ? TCodec.Read(ref reader) : null;
}
