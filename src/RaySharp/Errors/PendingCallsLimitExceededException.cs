namespace RaySharp;

/// <summary>More calls or bytes wait than the options allow. Wait for some of them, or raise the limit.</summary>
public sealed class PendingCallsLimitExceededException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public PendingCallsLimitExceededException(string message, Exception? innerException = null) : base(message, innerException) { }
}
