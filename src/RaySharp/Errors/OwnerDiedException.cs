namespace RaySharp;

/// <summary>The process that owned the object died, and the object with it.</summary>
public sealed class OwnerDiedException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public OwnerDiedException(string message, Exception? innerException = null) : base(message, innerException) { }
}
