namespace RaySharp;

/// <summary>The object was lost, and making it again failed: <see cref="Exception.InnerException"/> is what the first task of its chain that failed ended with, where one ran.</summary>
public sealed class ObjectReconstructionFailedException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ObjectReconstructionFailedException(string message, Exception? innerException = null) : base(message, innerException) { }
}
