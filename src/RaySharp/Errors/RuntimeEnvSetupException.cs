namespace RaySharp;

/// <summary>The task's process could not be given the environment it asked for.</summary>
public sealed class RuntimeEnvSetupException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public RuntimeEnvSetupException(string message, Exception? innerException = null) : base(message, innerException) { }
}
