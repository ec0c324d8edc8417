namespace RaySharp.Codecs;

/// <summary>No bytes, for <see cref="VoidResult"/>.</summary>
public readonly struct VoidCodec : ICodec<VoidResult>
{
    /// <inheritdoc/>
    public static void Write(CodecWriter writer, VoidResult value) { }

    /// <inheritdoc/>
    public static VoidResult Read(ref CodecReader reader) => default;
}
