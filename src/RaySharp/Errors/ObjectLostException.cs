namespace RaySharp;

/// <summary>The object is gone: no process holds it any more.</summary>
public sealed class ObjectLostException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ObjectLostException(string message, Exception? innerException = null) : base(message, innerException) { }
}
