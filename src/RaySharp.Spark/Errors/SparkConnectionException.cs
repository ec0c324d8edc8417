namespace RaySharp.Spark;

/// <summary>The server cannot be reached, or what answers there is no Spark Connect server that this client may talk to.</summary>
public sealed class SparkConnectionException : SparkException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    /// <param name="details">What Spark says about it beside the message.</param>
    public SparkConnectionException(string message, Exception? innerException = null, SparkErrorDetails? details = null) : base(message, innerException, details) { }
}
