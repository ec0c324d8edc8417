namespace RaySharp;

/// <summary>A remote call found no runtime, or several, to run on.</summary>
public sealed class RuntimeNotFoundException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public RuntimeNotFoundException(string message, Exception? innerException = null) : base(message, innerException) { }
}
