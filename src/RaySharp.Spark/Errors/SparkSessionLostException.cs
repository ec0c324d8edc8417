namespace RaySharp.Spark;

/// <summary>The server does not know the session any more: it was restarted, or ended the session. What the session held (views, artifacts, settings) is gone; connect again.</summary>
public sealed class SparkSessionLostException : SparkException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    /// <param name="details">What Spark says about it beside the message.</param>
    public SparkSessionLostException(string message, Exception? innerException = null, SparkErrorDetails? details = null) : base(message, innerException, details) { }
}
