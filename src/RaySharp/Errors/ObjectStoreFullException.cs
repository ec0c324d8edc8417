namespace RaySharp;

/// <summary>The object store has no room.</summary>
public sealed class ObjectStoreFullException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ObjectStoreFullException(string message, Exception? innerException = null) : base(message, innerException) { }
}
