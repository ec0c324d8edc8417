namespace RaySharp;

/// <summary>The task was cancelled.</summary>
public sealed class RemoteTaskCanceledException : OperationCanceledException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public RemoteTaskCanceledException(string message, Exception? innerException = null) : base(message, innerException) { }
}
