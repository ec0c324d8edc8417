namespace RaySharp;

/// <summary>The other process speaks another version of the protocol or of a method.</summary>
public sealed class ClusterMismatchException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ClusterMismatchException(string message, Exception? innerException = null) : base(message, innerException) { }
}
