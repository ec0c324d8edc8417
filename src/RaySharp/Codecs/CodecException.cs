namespace RaySharp.Codecs;

/// <summary>A value cannot be encoded, or bytes are not an encoded value.</summary>
public sealed class CodecException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was found and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public CodecException(string message, Exception? innerException = null) : base(message, innerException) { }
}
