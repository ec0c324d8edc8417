namespace RaySharp;

/// <summary>The base of RaySharp's exceptions, apart from cancellation, time-outs and bad arguments, which derive from .NET's own.</summary>
public abstract class RayException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    protected RayException(string message, Exception? innerException = null) : base(message, innerException) { }
}
