using System.ComponentModel;

namespace RaySharp.Codecs;

/// <summary>Asks a codec for its size; its own member may be a default of the interface. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CodecSize
{
    /// <summary>The fewest bytes that a value takes.</summary>
    /// <typeparam name="T">The type that travels.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    /// <returns>See <see cref="ICodec{T}.MinBytes"/>.</returns>
    public static int Min<T, TCodec>() where TCodec : struct, ICodec<T> => TCodec.MinBytes;
}
