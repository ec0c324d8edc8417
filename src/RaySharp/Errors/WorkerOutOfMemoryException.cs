namespace RaySharp;

/// <summary>The worker process that ran the task was ended because memory was short, and no retry for memory was left. <see cref="OutOfMemoryException"/> is another thing: a method throws that itself.</summary>
public sealed class WorkerOutOfMemoryException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public WorkerOutOfMemoryException(string message, Exception? innerException = null) : base(message, innerException) { }
}
