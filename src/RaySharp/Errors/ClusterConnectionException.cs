namespace RaySharp;

/// <summary>The head of a cluster cannot be reached, is gone, or cannot listen where it was asked to.</summary>
public sealed class ClusterConnectionException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ClusterConnectionException(string message, Exception? innerException = null) : base(message, innerException) { }
}
