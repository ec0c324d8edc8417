namespace RaySharp;

/// <summary>A worker process could not be started or ended before it was ready.</summary>
public sealed class WorkerStartException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public WorkerStartException(string message, Exception? innerException = null) : base(message, innerException) { }
}
