namespace RaySharp.Spark;

/// <summary>The operation was interrupted, by a tag, by its id or by the server: not by the token of whoever waits for it, who gets an OperationCanceledException.</summary>
public sealed class SparkInterruptedException : SparkException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    /// <param name="details">What Spark says about it beside the message.</param>
    public SparkInterruptedException(string message, Exception? innerException = null, SparkErrorDetails? details = null) : base(message, innerException, details) { }
}
