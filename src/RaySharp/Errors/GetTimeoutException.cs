namespace RaySharp;

/// <summary>The object was not there within the time given. The task goes on.</summary>
public sealed class GetTimeoutException : TimeoutException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public GetTimeoutException(string message, Exception? innerException = null) : base(message, innerException) { }
}
