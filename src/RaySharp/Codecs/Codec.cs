namespace RaySharp.Codecs;

/// <summary>
/// A codec as an object, for code that meets its type only at run time. Made from an <see cref="ICodec{T}"/> by <see cref="Of"/>.
/// </summary>
/// <typeparam name="T">The type that travels.</typeparam>
public abstract class Codec<T>
{
    private protected Codec() { }

    /// <summary>Appends a value.</summary>
    /// <param name="writer">Where the bytes go.</param>
    /// <param name="value">The value.</param>
    public abstract void Write(CodecWriter writer, T value);

    /// <summary>Reads one value.</summary>
    /// <param name="reader">Where the bytes come from.</param>
    /// <returns>The value.</returns>
    /// <exception cref="CodecException">The bytes are not what <see cref="Write"/> produces.</exception>
    public abstract T Read(ref CodecReader reader);

    /// <summary>The one object for a codec type.</summary>
    /// <typeparam name="TCodec">The codec type.</typeparam>
    /// <returns>Always the same object.</returns>
    public static Codec<T> Of<TCodec>() where TCodec : struct, ICodec<T> => Adapter<TCodec>.Instance;

    private sealed class Adapter<TCodec> : Codec<T> where TCodec : struct, ICodec<T>
    {
        public static readonly Adapter<TCodec> Instance = new();

        public override void Write(CodecWriter writer, T value) => TCodec.Write(writer, value);

        public override T Read(ref CodecReader reader) => TCodec.Read(ref reader);
    }
}
