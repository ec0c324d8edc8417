namespace RaySharp.Spark;

/// <summary>The server wants a token and was given none, or a wrong one.</summary>
public sealed class SparkAuthenticationException : SparkException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    /// <param name="details">What Spark says about it beside the message.</param>
    public SparkAuthenticationException(string message, Exception? innerException = null, SparkErrorDetails? details = null) : base(message, innerException, details) { }
}
