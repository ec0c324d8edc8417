namespace RaySharp;

/// <summary>The other process did not prove that it knows the cluster's secret.</summary>
public sealed class AuthenticationException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public AuthenticationException(string message, Exception? innerException = null) : base(message, innerException) { }
}
