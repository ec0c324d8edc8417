namespace RaySharp.Spark;

/// <summary>A file did not become an artifact of the session.</summary>
public sealed class SparkArtifactException : SparkException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    /// <param name="details">What Spark says about it beside the message.</param>
    public SparkArtifactException(string message, Exception? innerException = null, SparkErrorDetails? details = null) : base(message, innerException, details) { }
}
