namespace RaySharp.Codecs;

/// <summary>How values of one type travel: written by one process, read by another.</summary>
/// <remarks>
/// Implement it on an empty struct and name it with <see cref="RayCodecAttribute"/>, for types that you do not own. Read must
/// consume exactly what Write produced, and must treat its input as hostile: every length goes through
/// <see cref="CodecReader.ReadCount"/> before anything is allocated.
/// </remarks>
/// <typeparam name="T">The type that travels.</typeparam>
public interface ICodec<T>
{
    /// <summary>Appends <paramref name="value"/> to <paramref name="writer"/>.</summary>
    /// <param name="writer">Where the bytes go.</param>
    /// <param name="value">The value; may be null where <typeparamref name="T"/> allows it.</param>
    static abstract void Write(CodecWriter writer, T value);

    /// <summary>Reads one value, consuming exactly the bytes that <see cref="Write"/> produced.</summary>
    /// <param name="reader">Where the bytes come from.</param>
    /// <returns>The value.</returns>
    /// <exception cref="CodecException">The bytes are not what Write produces.</exception>
    static abstract T Read(ref CodecReader reader);

    /// <summary>
    /// The fewest bytes that any value takes. A count of elements is checked against the bytes left with it, before anything is
    /// allocated. 0, the default, is always right; a number that is too large makes readers refuse what Write produced.
    /// </summary>
    static virtual int MinBytes => 0;
}
