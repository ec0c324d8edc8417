namespace RaySharp;

/// <summary>The node that ran the task or held the object died.</summary>
public sealed class NodeDiedException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public NodeDiedException(string message, Exception? innerException = null) : base(message, innerException) { }
}
