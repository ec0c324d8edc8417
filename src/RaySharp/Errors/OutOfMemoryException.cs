namespace RaySharp;

/// <summary>The process that ran the task was ended because memory was short, and no retry for memory was left. Not <see cref="System.OutOfMemoryException"/>, which a method itself throws.</summary>
public sealed class OutOfMemoryException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public OutOfMemoryException(string message, Exception? innerException = null) : base(message, innerException) { }
}
