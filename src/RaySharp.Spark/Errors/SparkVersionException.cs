namespace RaySharp.Spark;

/// <summary>The server speaks an older Spark than this client needs.</summary>
public sealed class SparkVersionException : SparkException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    /// <param name="details">What Spark says about it beside the message.</param>
    public SparkVersionException(string message, Exception? innerException = null, SparkErrorDetails? details = null) : base(message, innerException, details) { }
}
